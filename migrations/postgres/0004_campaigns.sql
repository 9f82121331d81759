-- Where clients come from: channels, campaigns with what each day cost, pages of the site, and the touches
-- that led to a deal.

create table channels (
    id uuid not null primary key,
    kind text not null,
    name text not null,
    folded text not null unique,
    source_id uuid references sources (id),
    archived boolean not null,
    created_at bigint not null,
    version bigint not null
);

create table campaigns (
    id uuid not null primary key,
    name text not null,
    folded text not null,
    channel_id uuid not null references channels (id),
    owner_id uuid references users (id),
    starts_on text,
    ends_on text,
    goal text not null,
    budget bigint,
    currency text not null,
    -- What is paid on top of the platform's cost (fees, levies), in hundredths of a percent.
    markup bigint not null,
    erid text,
    -- The campaign's name or number in the advertising cabinet: reports are matched by it.
    external_name text,
    archived boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null
);
create index campaigns_name on campaigns (folded, id);
create index campaigns_created on campaigns (created_at, id);
create index campaigns_channel on campaigns (channel_id, folded, id);
create index campaigns_external on campaigns (external_name) where external_name is not null;

-- Patterns of UTM tags that mean a campaign; an empty one fits everything.
create table campaign_rules (
    id uuid not null primary key,
    campaign_id uuid not null references campaigns (id) on delete cascade,
    source text not null,
    medium text not null,
    campaign text not null,
    content text not null,
    term text not null,
    unique (source, medium, campaign, content, term)
);
create index campaign_rules_campaign on campaign_rules (campaign_id);

-- One row a day: a report that is loaded again replaces it.
create table campaign_days (
    campaign_id uuid not null references campaigns (id) on delete cascade,
    day text not null,
    cost bigint not null,
    impressions bigint not null,
    clicks bigint not null,
    reach bigint,
    primary key (campaign_id, day)
);
create index campaign_days_day on campaign_days (day);

-- Landing pages and pieces of content, known by their address.
create table site_pages (
    id uuid not null primary key,
    kind text not null,
    name text not null,
    pattern text not null unique,
    archived boolean not null,
    created_at bigint not null,
    version bigint not null
);

create table touches (
    id uuid not null primary key,
    deal_id uuid not null references deals (id) on delete cascade,
    key text not null,
    at bigint not null,
    kind text not null,
    channel_id uuid references channels (id),
    campaign_id uuid references campaigns (id),
    landing_id uuid references site_pages (id),
    content_id uuid references site_pages (id),
    utm text not null,
    referrer text,
    unique (deal_id, key)
);
create index touches_deal on touches (deal_id, at, id);
create index touches_campaign on touches (campaign_id, at) where campaign_id is not null;
