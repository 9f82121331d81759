-- What people have consented to, and who must not be written to any more.

-- Every text that anybody was ever shown, by its hash: never changed, never deleted.
create table consent_wordings (
    hash text not null primary key,
    purpose text not null,
    lang text not null,
    body text not null,
    created_at integer not null
) strict;

create table consent_texts (
    id blob not null primary key,
    name text not null,
    purpose text not null,
    lang text not null,
    number integer not null,
    archived integer not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;

create table consent_text_versions (
    text_id blob not null references consent_texts (id) on delete cascade,
    number integer not null,
    hash text not null references consent_wordings (hash),
    created_by blob references users (id),
    created_at integer not null,
    primary key (text_id, number)
) strict;

-- One consent of one person for one purpose; withdrawn once and for all, a new one is a new row.
create table consents (
    id blob not null primary key,
    contact_id blob references contacts (id) on delete set null,
    subject text not null,
    -- Empty after an erasure; the hash stays.
    address text,
    address_hash text,
    purpose text not null,
    channel text,
    hash text references consent_wordings (hash),
    text_id blob references consent_texts (id),
    text_number integer,
    source text not null,
    proof text not null,
    given_at integer not null,
    given_by blob references users (id),
    withdrawn_at integer,
    withdrawn_by blob references users (id),
    withdrawn_proof text,
    created_at integer not null
) strict;
create index consents_contact on consents (contact_id, given_at, id) where contact_id is not null;
create index consents_address on consents (address_hash, given_at, id) where address_hash is not null;
create index consents_given on consents (given_at, id);

-- Who is not written to, by a keyed hash of the address: it outlives the erasure of the person.
create table suppressions (
    address_hash text not null,
    channel text not null,
    reason text not null,
    at integer not null,
    by_id blob references users (id),
    primary key (address_hash, channel, reason)
) strict;
create index suppressions_at on suppressions (at, address_hash);
