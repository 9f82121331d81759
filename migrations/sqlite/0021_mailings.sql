-- Letters to all who subscribed to a topic.

create table mailings (
    id blob not null primary key,
    topic_id blob not null references topics (id),
    subject text not null,
    -- Markdown with variables.
    body text not null,
    state text not null,
    job_id blob,
    -- The subscriber who was written to last: it goes on behind them.
    behind blob,
    asked integer not null,
    by_id blob references users (id),
    created_at integer not null,
    started_at integer,
    ended_at integer,
    version integer not null
) strict;
create index mailings_created on mailings (created_at, id);
create index mailings_topic on mailings (topic_id, started_at);
create index subscriptions_confirmed on subscriptions (topic_id, subscriber_id) where state = 'confirmed';

-- What letters belong together: mailing:<id>.
alter table mails add column series text;
create index mails_series on mails (series, state) where series is not null;
