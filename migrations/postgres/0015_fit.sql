-- How well clients fit the ideal customer profile.

-- The profile changes by versions, so that a score can always be traced to its rules.
create table fit_profiles (
    number bigint not null primary key,
    rules text not null,
    bands text not null,
    job_id uuid,
    created_by uuid references users (id),
    created_at bigint not null
);

-- The score of each deal by the version of the profile that judged it last.
create table deal_fits (
    deal_id uuid not null primary key references deals (id) on delete cascade,
    score bigint not null,
    band text not null,
    number bigint not null references fit_profiles (number),
    -- By what was known a week after the deal was made, or just before it was settled.
    early_score bigint not null,
    at bigint not null
);
create index deal_fits_number on deal_fits (number, early_score);
