-- What comes in: every raw touch that may become a deal, who gets it, and by which rules.

create table inquiries (
    id blob not null primary key,
    channel text not null,
    at integer not null,
    received_at integer not null,
    key text unique,
    state text not null,
    name text not null,
    company text not null,
    inn text,
    phones text not null,
    emails text not null,
    title text not null,
    text text not null,
    product text,
    territory text,
    answers text not null,
    trace text not null,
    source_id blob references sources (id),
    campaign_id blob references campaigns (id),
    visitor_id blob,
    submission_id blob,
    deal_id blob references deals (id) on delete set null,
    contact_id blob references contacts (id) on delete set null,
    company_id blob references companies (id) on delete set null,
    made_deal integer not null,
    owner_id blob references users (id),
    rule_id blob,
    -- Other records that may be the same client; null when there is no doubt or it was decided.
    doubt text,
    take_by integer,
    escalated_at integer,
    taken_at integer,
    taken_by blob references users (id),
    settled_at integer,
    settled_by blob references users (id),
    result text,
    version integer not null
) strict;
create index inquiries_state on inquiries (state, received_at, id);
create index inquiries_received on inquiries (received_at, id);
create index inquiries_owner on inquiries (owner_id, received_at, id);
create index inquiries_deal on inquiries (deal_id) where deal_id is not null;
create index inquiries_contact on inquiries (contact_id) where contact_id is not null;
create index inquiries_doubt on inquiries (received_at, id) where doubt is not null;

create table routing_rules (
    id blob not null primary key,
    name text not null,
    position integer not null,
    conditions text not null,
    answer text not null,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;
create index routing_rules_position on routing_rules (position, id);

create table user_skills (
    user_id blob not null references users (id) on delete cascade,
    skill text not null,
    primary key (user_id, skill)
) strict;
create index user_skills_skill on user_skills (skill, user_id);
