-- What comes in: every raw touch that may become a deal, who gets it, and by which rules.

create table inquiries (
    id uuid not null primary key,
    channel text not null,
    at bigint not null,
    received_at bigint not null,
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
    source_id uuid references sources (id),
    campaign_id uuid references campaigns (id),
    visitor_id uuid,
    submission_id uuid,
    deal_id uuid references deals (id) on delete set null,
    contact_id uuid references contacts (id) on delete set null,
    company_id uuid references companies (id) on delete set null,
    made_deal boolean not null,
    owner_id uuid references users (id),
    rule_id uuid,
    -- Other records that may be the same client; null when there is no doubt or it was decided.
    doubt text,
    take_by bigint,
    escalated_at bigint,
    taken_at bigint,
    taken_by uuid references users (id),
    settled_at bigint,
    settled_by uuid references users (id),
    result text,
    version bigint not null
);
create index inquiries_state on inquiries (state, received_at, id);
create index inquiries_received on inquiries (received_at, id);
create index inquiries_owner on inquiries (owner_id, received_at, id);
create index inquiries_deal on inquiries (deal_id) where deal_id is not null;
create index inquiries_contact on inquiries (contact_id) where contact_id is not null;
create index inquiries_doubt on inquiries (received_at, id) where doubt is not null;

create table routing_rules (
    id uuid not null primary key,
    name text not null,
    position bigint not null,
    conditions text not null,
    answer text not null,
    archived boolean not null,
    created_at bigint not null,
    version bigint not null
);
create index routing_rules_position on routing_rules (position, id);

create table user_skills (
    user_id uuid not null references users (id) on delete cascade,
    skill text not null,
    primary key (user_id, skill)
);
create index user_skills_skill on user_skills (skill, user_id);
