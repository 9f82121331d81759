-- Files that people attach to forms. They are gone with what they were sent with.

create table form_files (
    id blob not null primary key,
    submission_id blob not null references form_submissions (id) on delete cascade,
    field text not null,
    name text not null,
    size integer not null,
    bytes blob not null
) strict;
create index form_files_submission on form_files (submission_id, id);
create index form_submissions_inquiry on form_submissions (inquiry_id) where inquiry_id is not null;
