-- Files that people attach to forms. They are gone with what they were sent with.

create table form_files (
    id uuid not null primary key,
    submission_id uuid not null references form_submissions (id) on delete cascade,
    field text not null,
    name text not null,
    size bigint not null,
    bytes bytea not null
);
create index form_files_submission on form_files (submission_id, id);
create index form_submissions_inquiry on form_submissions (inquiry_id) where inquiry_id is not null;
