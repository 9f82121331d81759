-- Letters to all who subscribed to a topic.

create table mailings (
    id uuid not null primary key,
    topic_id uuid not null references topics (id),
    subject text not null,
    -- Markdown with variables.
    body text not null,
    state text not null,
    job_id uuid,
    -- The subscriber who was written to last: it goes on behind them.
    behind uuid,
    asked bigint not null,
    by_id uuid references users (id),
    created_at bigint not null,
    started_at bigint,
    ended_at bigint,
    version bigint not null
);
create index mailings_created on mailings (created_at, id);
create index mailings_topic on mailings (topic_id, started_at);
create index subscriptions_confirmed on subscriptions (topic_id, subscriber_id) where state = 'confirmed';

-- What letters belong together: mailing:<id>.
alter table mails add column series text;
create index mails_series on mails (series, state) where series is not null;
