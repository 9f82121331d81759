-- Where reports of advertising know a campaign from, and what the campaign is to bring.

alter table campaigns add column platform text;
-- The campaign's number on the platform: names change there, numbers do not.
alter table campaigns add column external_id text;
alter table campaigns add column goal_leads integer;
alter table campaigns add column goal_qualified integer;
-- Minor units of the campaign's currency.
alter table campaigns add column goal_revenue integer;
create unique index campaigns_platform on campaigns (platform, external_id) where external_id is not null;

-- Touches that no rule knows, the newest first.
create index touches_unknown on touches (at) where campaign_id is null;
