-- When the page was shown from which something was sent: one page that sends again and again is a program.

alter table form_submissions add column shown_at integer;
create index form_submissions_shown on form_submissions (form_id, shown_at) where shown_at is not null;
