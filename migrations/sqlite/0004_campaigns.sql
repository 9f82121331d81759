-- Where clients come from: channels, campaigns with what each day cost, pages of the site, and the touches
-- that led to a deal.

create table channels (
    id blob not null primary key,
    kind text not null,
    name text not null,
    folded text not null unique,
    source_id blob references sources (id),
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

create table campaigns (
    id blob not null primary key,
    name text not null,
    folded text not null,
    channel_id blob not null references channels (id),
    owner_id blob references users (id),
    starts_on text,
    ends_on text,
    goal text not null,
    budget integer,
    currency text not null,
    -- What is paid on top of the platform's cost (fees, levies), in hundredths of a percent.
    markup integer not null,
    erid text,
    -- The campaign's name or number in the advertising cabinet: reports are matched by it.
    external_name text,
    archived integer not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index campaigns_name on campaigns (folded, id);
create index campaigns_created on campaigns (created_at, id);
create index campaigns_channel on campaigns (channel_id, folded, id);
create index campaigns_external on campaigns (external_name) where external_name is not null;

-- Patterns of UTM tags that mean a campaign; an empty one fits everything.
create table campaign_rules (
    id blob not null primary key,
    campaign_id blob not null references campaigns (id) on delete cascade,
    source text not null,
    medium text not null,
    campaign text not null,
    content text not null,
    term text not null,
    unique (source, medium, campaign, content, term)
) strict;
create index campaign_rules_campaign on campaign_rules (campaign_id);

-- One row a day: a report that is loaded again replaces it.
create table campaign_days (
    campaign_id blob not null references campaigns (id) on delete cascade,
    day text not null,
    cost integer not null,
    impressions integer not null,
    clicks integer not null,
    reach integer,
    primary key (campaign_id, day)
) strict, without rowid;
create index campaign_days_day on campaign_days (day);

-- Landing pages and pieces of content, known by their address.
create table site_pages (
    id blob not null primary key,
    kind text not null,
    name text not null,
    pattern text not null unique,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

create table touches (
    id blob not null primary key,
    deal_id blob not null references deals (id) on delete cascade,
    key text not null,
    at integer not null,
    kind text not null,
    channel_id blob references channels (id),
    campaign_id blob references campaigns (id),
    landing_id blob references site_pages (id),
    content_id blob references site_pages (id),
    utm text not null,
    referrer text,
    unique (deal_id, key)
) strict;
create index touches_deal on touches (deal_id, at, id);
create index touches_campaign on touches (campaign_id, at) where campaign_id is not null;
