import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type {
  AdPlatform,
  CampaignDay,
  CampaignRule,
  CampaignWhole,
  Page,
  SitePage,
} from '@/api/types';

const staleTime = 60_000;

export const sitePagesQuery = queryOptions({
  queryKey: keys.sitePages,
  queryFn: (): Promise<Page<SitePage>> => data(http.GET('/api/v1/site-pages')),
  staleTime,
});

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.campaigns, 'one', id],
    queryFn: (): Promise<CampaignWhole> =>
      data(http.GET('/api/v1/campaigns/{id}', { params: { path: { id } } })),
  });

export const daysQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: [...keys.campaigns, 'days', id, from, to],
    queryFn: (): Promise<CampaignDay[]> =>
      data(
        http.GET('/api/v1/campaigns/{id}/days', {
          params: { path: { id }, query: { from, to } },
        }),
      ),
  });

export interface CampaignChange {
  name?: string;
  channel_id?: string;
  owner_id?: string | null;
  starts_on?: string | null;
  ends_on?: string | null;
  goal?: string;
  budget?: number | null;
  markup?: number;
  erid?: string | null;
  platform?: AdPlatform | null;
  external_id?: string | null;
  goal_leads?: number | null;
  goal_qualified?: number | null;
  goal_revenue?: number | null;
  external_name?: string | null;
  archived?: boolean;
  rules?: CampaignRule[];
}

export function useCampaignCalls(campaign: CampaignWhole) {
  const client = useQueryClient();
  const params = { path: { id: campaign.id } };
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: keys.campaigns });
    void client.invalidateQueries({ queryKey: keys.numbers, refetchType: 'none' });
  };
  const change = useMutation({
    mutationFn: (body: CampaignChange): Promise<CampaignWhole> =>
      data(
        http.PATCH('/api/v1/campaigns/{id}', {
          params,
          body: { version: campaign.version, ...body },
        }),
      ),
    onSettled,
  });
  const putDays = useMutation({
    mutationFn: (body: { days: CampaignDay[]; removed: string[] }): Promise<CampaignWhole> =>
      data(http.PUT('/api/v1/campaigns/{id}/days', { params, body })),
    onSettled,
  });
  return { change, putDays };
}
