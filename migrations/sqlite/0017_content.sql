-- The content library: materials in versions, the pages that were sent, and what was opened of them.

create table content_materials (
    id blob not null primary key,
    kind text not null,
    title text not null,
    folded text not null,
    summary text not null,
    -- Null: fit for readers of any language.
    lang text,
    archived integer not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index content_materials_updated on content_materials (updated_at, id);
create index content_materials_folded on content_materials (folded, id);

-- An industry, a pain or a kind of stages that a material is for.
create table content_tags (
    material_id blob not null references content_materials (id) on delete cascade,
    what text not null,
    folded text not null,
    value text not null,
    primary key (material_id, what, folded)
) strict, without rowid;
create index content_tags_value on content_tags (what, folded, material_id);

-- Append-only: a new link or file is a new version. Either the link is there or the file.
create table content_versions (
    material_id blob not null references content_materials (id) on delete cascade,
    number integer not null,
    link text,
    file_name text,
    file_type text,
    file_size integer,
    by_id blob references users (id),
    created_at integer not null,
    primary key (material_id, number)
) strict, without rowid;

create table content_chunks (
    material_id blob not null,
    number integer not null,
    part integer not null,
    bytes blob not null,
    primary key (material_id, number, part),
    foreign key (material_id, number) references content_versions (material_id, number) on delete cascade
) strict;

-- A personal page. Its address holds a token that is nowhere kept.
create table content_sends (
    id blob not null primary key,
    token_hash blob not null unique,
    deal_id blob references deals (id) on delete cascade,
    contact_id blob references contacts (id) on delete set null,
    greeting text not null,
    lang text not null,
    by_id blob references users (id),
    mailed_to text,
    closed integer not null,
    expires_at integer,
    created_at integer not null,
    visits integer not null,
    seconds integer not null,
    first_opened_at integer,
    last_opened_at integer,
    version integer not null
) strict;
create index content_sends_deal on content_sends (deal_id, created_at, id) where deal_id is not null;
create index content_sends_contact on content_sends (contact_id, created_at, id) where contact_id is not null;

-- What a page shows, in the words and the version of its day.
create table content_send_items (
    send_id blob not null references content_sends (id) on delete cascade,
    position integer not null,
    material_id blob not null references content_materials (id),
    number integer not null,
    kind text not null,
    title text not null,
    summary text not null,
    -- In how many visits it was opened.
    opens integer not null,
    first_opened_at integer,
    primary key (send_id, position)
) strict, without rowid;
create index content_send_items_material on content_send_items (material_id, send_id);

-- The page was looked at, without a long pause. Nothing is kept of who did.
create table content_visits (
    id blob not null primary key,
    send_id blob not null references content_sends (id) on delete cascade,
    started_at integer not null,
    last_at integer not null,
    seconds integer not null
) strict;
create index content_visits_send on content_visits (send_id, started_at, id);

create table content_visit_items (
    visit_id blob not null references content_visits (id) on delete cascade,
    position integer not null,
    at integer not null,
    primary key (visit_id, position)
) strict, without rowid;
