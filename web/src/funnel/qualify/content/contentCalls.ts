import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type {
  ContentSend,
  ContentSettings,
  Lang,
  MadeContentSend,
  Material,
  MaterialDetail,
  MaterialKind,
  MaterialTags,
  Page,
  StageKind,
  SuggestedMaterial,
} from '@/api/types';

const staleTime = 60_000;

export const settingsQuery = queryOptions({
  queryKey: [...keys.materials, 'settings'],
  queryFn: (): Promise<ContentSettings> => data(http.GET('/api/v1/content-settings')),
  staleTime,
});

export const tagsQuery = queryOptions({
  queryKey: [...keys.materials, 'tags'],
  queryFn: (): Promise<MaterialTags> => data(http.GET('/api/v1/material-tags')),
  staleTime,
});

export function useMaterialTags(): MaterialTags {
  return useQuery(tagsQuery).data ?? { industries: [], pains: [] };
}

export const materialQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.materials, 'one', id],
    queryFn: (): Promise<MaterialDetail> =>
      data(http.GET('/api/v1/materials/{id}', { params: { path: { id } } })),
  });

/** Whom a page is for. */
export interface About {
  deal?: string;
  contact?: string;
}

const aboutKey = ({ deal, contact }: About) =>
  deal ? keys.deal(deal) : keys.contact(contact ?? '');

export const sendsQuery = (about: About) =>
  queryOptions({
    // Begins like the record itself, so that whatever makes the record old makes this old too.
    queryKey: [...aboutKey(about), 'content-sends'],
    queryFn: ({ signal }): Promise<Page<ContentSend>> => {
      const filter: Record<string, string> = about.deal
        ? { deal: about.deal }
        : { contact: about.contact ?? '' };
      return data(http.GET('/api/v1/content-sends', { params: { query: { filter } }, signal }));
    },
  });

/** What can be sent: for a deal what suits it first, else everything. */
export const suggestedQuery = (about: About) =>
  queryOptions({
    queryKey: [...aboutKey(about), 'materials'],
    queryFn: async ({ signal }): Promise<SuggestedMaterial[]> => {
      if (about.deal) {
        const path = { id: about.deal };
        const found = await data(
          http.GET('/api/v1/deals/{id}/materials', { params: { path }, signal }),
        );
        return found.items;
      }
      const query = { filter: { archived: 'false', ready: 'true' }, limit: 200 };
      const found: Page<Material> = await data(
        http.GET('/api/v1/materials', { params: { query }, signal }),
      );
      return found.items.map((material) => ({
        material,
        fits_industry: false,
        fits_stage: false,
        sent_at: null,
        opened: false,
      }));
    },
  });

export interface MaterialFacts {
  kind: MaterialKind;
  title: string;
  summary: string;
  lang: Lang | null;
  industries: string[];
  pains: string[];
  stages: StageKind[];
  /** Another link is another version. */
  link?: string;
}

/** What is kept of a material; `known` is the one that is there already. */
export function useMaterialCalls() {
  const client = useQueryClient();
  const onSettled = () => void client.invalidateQueries({ queryKey: keys.materials });
  const save = useMutation({
    meta: { form: true },
    mutationFn: ({ known, facts }: { known: Material | null; facts: MaterialFacts }) =>
      (known
        ? data(
            http.PATCH('/api/v1/materials/{id}', {
              params: { path: { id: known.id } },
              body: { version: known.version, ...facts },
            }),
          )
        : data(http.POST('/api/v1/materials', { body: facts }))) as Promise<Material>,
    onSettled,
  });
  const upload = useMutation({
    meta: { form: true },
    mutationFn: ({ known, file }: { known: Material; file: File }): Promise<Material> => {
      const body = new FormData();
      body.set('file', file);
      const params = { path: { id: known.id }, query: { version: known.version } };
      return data(
        http.POST('/api/v1/materials/{id}/file', { params, body: body as never }),
      ) as Promise<Material>;
    },
    onSettled,
  });
  const archive = useMutation({
    mutationFn: (known: Material): Promise<Material> =>
      data(
        http.PATCH('/api/v1/materials/{id}', {
          params: { path: { id: known.id } },
          body: { version: known.version, archived: !known.archived },
        }),
      ),
    onSettled,
  });
  return { save, upload, archive };
}

export interface Sending {
  materials: string[];
  contact_id: string | null;
  greeting: string;
  lang: Lang;
  expires_on: string | null;
  mail: { to: string; subject: string } | null;
}

export function useSendCalls(about: About) {
  const client = useQueryClient();
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: aboutKey(about) });
    void client.invalidateQueries({ queryKey: keys.materials });
    for (const of of ['deal', 'contact'] as const) {
      const id = about[of];
      if (id) void client.invalidateQueries({ queryKey: keys.timeline(of, id) });
    }
  };
  const send = useMutation({
    meta: { form: true },
    mutationFn: (sending: Sending): Promise<MadeContentSend> =>
      data(
        http.POST('/api/v1/content-sends', { body: { ...sending, deal_id: about.deal ?? null } }),
      ),
    onSettled,
  });
  const close = useMutation({
    mutationFn: (sent: ContentSend): Promise<ContentSend> =>
      data(
        http.PATCH('/api/v1/content-sends/{id}', {
          params: { path: { id: sent.id } },
          body: { version: sent.version, closed: !sent.closed },
        }),
      ),
    onSettled,
  });
  return { send, close };
}
