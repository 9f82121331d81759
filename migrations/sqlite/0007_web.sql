-- The company's own sites: who visits them, and the forms on them.

create table sites (
    id blob not null primary key,
    key text not null unique,
    name text not null,
    domains text not null,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

-- One row a visit. The visitor is a random id that the visitor's own browser keeps; no address is kept.
create table visits (
    id blob not null primary key,
    site_id blob not null references sites (id),
    visitor_id blob not null,
    day text not null,
    started_at integer not null,
    last_at integer not null,
    seconds integer not null,
    pages integer not null,
    landing text,
    referrer text,
    trace text not null,
    channel_id blob references channels (id),
    campaign_id blob references campaigns (id),
    landing_id blob references site_pages (id),
    content_id blob references site_pages (id)
) strict;
create index visits_visitor on visits (visitor_id, started_at, id);
create index visits_day on visits (day, visitor_id);
create index visits_campaign on visits (campaign_id, day, visitor_id) where campaign_id is not null;
create index visits_site on visits (site_id, started_at, id);

create table forms (
    id blob not null primary key,
    slug text not null unique,
    name text not null,
    design text not null,
    archived integer not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index forms_created on forms (created_at, id);

-- What was sent is kept before anything is made of it.
create table form_submissions (
    id blob not null primary key,
    form_id blob not null references forms (id),
    at integer not null,
    state text not null,
    reason text,
    answers text not null,
    trace text not null,
    visitor_id blob,
    sender text,
    user_agent text not null,
    inquiry_id blob references inquiries (id) on delete set null,
    error text,
    version integer not null
) strict;
create index form_submissions_form on form_submissions (form_id, at, id);
create index form_submissions_state on form_submissions (state, at, id);
create index form_submissions_sender on form_submissions (sender, at) where sender is not null;
