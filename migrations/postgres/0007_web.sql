-- The company's own sites: who visits them, and the forms on them.

create table sites (
    id uuid not null primary key,
    key text not null unique,
    name text not null,
    domains text not null,
    archived boolean not null,
    created_at bigint not null,
    version bigint not null
);

-- One row a visit. The visitor is a random id that the visitor's own browser keeps; no address is kept.
create table visits (
    id uuid not null primary key,
    site_id uuid not null references sites (id),
    visitor_id uuid not null,
    day text not null,
    started_at bigint not null,
    last_at bigint not null,
    seconds bigint not null,
    pages bigint not null,
    landing text,
    referrer text,
    trace text not null,
    channel_id uuid references channels (id),
    campaign_id uuid references campaigns (id),
    landing_id uuid references site_pages (id),
    content_id uuid references site_pages (id)
);
create index visits_visitor on visits (visitor_id, started_at, id);
create index visits_day on visits (day, visitor_id);
create index visits_campaign on visits (campaign_id, day, visitor_id) where campaign_id is not null;
create index visits_site on visits (site_id, started_at, id);

create table forms (
    id uuid not null primary key,
    slug text not null unique,
    name text not null,
    design text not null,
    archived boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null
);
create index forms_created on forms (created_at, id);

-- What was sent is kept before anything is made of it.
create table form_submissions (
    id uuid not null primary key,
    form_id uuid not null references forms (id),
    at bigint not null,
    state text not null,
    reason text,
    answers text not null,
    trace text not null,
    visitor_id uuid,
    sender text,
    user_agent text not null,
    inquiry_id uuid references inquiries (id) on delete set null,
    error text,
    version bigint not null
);
create index form_submissions_form on form_submissions (form_id, at, id);
create index form_submissions_state on form_submissions (state, at, id);
create index form_submissions_sender on form_submissions (sender, at) where sender is not null;
