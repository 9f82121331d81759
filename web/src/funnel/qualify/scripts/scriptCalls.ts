import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { ListedScript, Page, Script, ScriptResults, ScriptRun, ScriptStep } from '@/api/types';

export const scriptsQuery = queryOptions({
  queryKey: keys.scripts,
  queryFn: (): Promise<Page<ListedScript>> => data(http.GET('/api/v1/scripts')),
});

export function scriptQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.scripts, 'one', id],
    queryFn: (): Promise<Script> =>
      data(http.GET('/api/v1/scripts/{id}', { params: { path: { id } } })),
  });
}

export function resultsQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.scripts, 'results', id],
    queryFn: (): Promise<ScriptResults> =>
      data(http.GET('/api/v1/scripts/{id}/results', { params: { path: { id } } })),
  });
}

/** What is done with one script. */
export function useScriptCalls(id: string) {
  const client = useQueryClient();
  const params = { path: { id } };
  const onSuccess = (now: Script) => {
    client.setQueryData(scriptQuery(id).queryKey, now);
    void client.invalidateQueries({ queryKey: keys.scripts, exact: true });
  };
  const draft = useMutation({
    meta: { form: true },
    mutationFn: (body: { version: number; steps: ScriptStep[]; note: string }): Promise<Script> =>
      data(http.PUT('/api/v1/scripts/{id}/draft', { params, body })),
    onSuccess,
  });
  const publish = useMutation({
    meta: { form: true },
    mutationFn: (body: { version: number }): Promise<Script> =>
      data(http.POST('/api/v1/scripts/{id}/publish', { params, body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: (body: { version: number; name?: string; archived?: boolean }): Promise<Script> =>
      data(http.PATCH('/api/v1/scripts/{id}', { params, body })),
    onSuccess,
  });
  return { draft, publish, change };
}

export function runsQuery(deal: string) {
  return queryOptions({
    // Begins like the deal itself, so that whatever makes the deal old makes its runs old too.
    queryKey: [...keys.deal(deal), 'script-runs'],
    queryFn: (): Promise<ScriptRun[]> =>
      data(http.GET('/api/v1/deals/{id}/script-runs', { params: { path: { id: deal } } })),
  });
}

/** What is done while a script is followed on a deal. */
export function useRunCalls(deal: string) {
  const client = useQueryClient();
  const onSuccess = (now: ScriptRun) =>
    client.setQueryData(runsQuery(deal).queryKey, (known: ScriptRun[] | undefined) => [
      now,
      ...(known ?? []).filter((run) => run.id !== now.id),
    ]);
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: keys.deal(deal) });
    void client.invalidateQueries({ queryKey: keys.timeline('deal', deal) });
  };
  const call = { onSuccess, onSettled };
  const path = (run: ScriptRun) => ({ path: { id: run.id } });
  const start = useMutation({
    mutationFn: (script_id: string): Promise<ScriptRun> =>
      data(
        http.POST('/api/v1/deals/{id}/script-runs', {
          params: { path: { id: deal } },
          body: { script_id },
        }),
      ),
    ...call,
  });
  const answer = useMutation({
    mutationFn: ({
      run,
      ...body
    }: {
      run: ScriptRun;
      answer: number;
      value: string | null;
    }): Promise<ScriptRun> =>
      data(
        http.POST('/api/v1/script-runs/{id}/answer', {
          params: path(run),
          body: { version: run.version, ...body },
        }),
      ),
    ...call,
  });
  const back = useMutation({
    mutationFn: (run: ScriptRun): Promise<ScriptRun> =>
      data(
        http.POST('/api/v1/script-runs/{id}/back', {
          params: path(run),
          body: { version: run.version },
        }),
      ),
    ...call,
  });
  const note = useMutation({
    mutationFn: ({ run, note }: { run: ScriptRun; note: string }): Promise<ScriptRun> =>
      data(
        http.PATCH('/api/v1/script-runs/{id}', {
          params: path(run),
          body: { version: run.version, note },
        }),
      ),
    ...call,
  });
  const finish = useMutation({
    mutationFn: ({
      run,
      ...body
    }: {
      run: ScriptRun;
      note: string;
      log: boolean;
    }): Promise<ScriptRun> =>
      data(
        http.POST('/api/v1/script-runs/{id}/finish', {
          params: path(run),
          body: { version: run.version, ...body },
        }),
      ),
    ...call,
  });
  return { start, answer, back, note, finish };
}
