import { useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, Pipeline, Stage, StageKind } from '@/api/types';

/** What a stage is told to be. Absent fields stay as they are. */
export interface StageDraft {
  name: string;
  kind: StageKind;
  color: string;
  goal: string;
  checklist: { id?: string; text: string }[];
  age_limit_days: number | null;
  target_conversion: number | null;
  required_fields: Stage['required_fields'];
}

/** Every change of pipelines and their stages. Boards are drawn from them, so both are asked anew. */
export function usePipelineCalls() {
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.pipelines }),
      client.invalidateQueries({ queryKey: keys.board }),
    ]);
  return {
    create: useMutation({
      meta: { form: true },
      mutationFn: (body: { name: string; copy_of: string | null }): Promise<Pipeline> =>
        data(
          http.POST('/api/v1/pipelines', {
            body: body.copy_of
              ? { name: body.name, stages: 'copy', copy_of: body.copy_of }
              : { name: body.name, stages: 'default' },
          }),
        ),
      onSettled: refresh,
    }),
    change: useMutation({
      mutationFn: ({
        id,
        ...body
      }: {
        id: string;
        version: number;
        name?: string;
        archived?: boolean;
      }): Promise<Pipeline> =>
        data(http.PATCH('/api/v1/pipelines/{id}', { params: { path: { id } }, body })),
      onSettled: refresh,
    }),
    order: useMutation({
      mutationFn: ({ id, stage_ids }: { id: string; stage_ids: string[] }): Promise<Pipeline> =>
        data(
          http.PUT('/api/v1/pipelines/{id}/stages/order', {
            params: { path: { id } },
            body: { stage_ids },
          }),
        ),
      onMutate: ({ id, stage_ids }) => {
        // The new order is seen at once; what the server says then takes its place.
        client.setQueryData<Page<Pipeline>>(keys.pipelines, (page) =>
          page
            ? {
                ...page,
                items: page.items.map((pipeline) =>
                  pipeline.id === id
                    ? { ...pipeline, stages: inOrder(pipeline.stages, stage_ids) }
                    : pipeline,
                ),
              }
            : page,
        );
      },
      onSettled: refresh,
    }),
    addStage: useMutation({
      meta: { form: true },
      mutationFn: ({ pipeline, draft }: { pipeline: string; draft: StageDraft }): Promise<Stage> =>
        data(
          http.POST('/api/v1/pipelines/{id}/stages', {
            params: { path: { id: pipeline } },
            body: draft,
          }),
        ),
      onSettled: refresh,
    }),
    changeStage: useMutation({
      meta: { form: true },
      mutationFn: ({
        stage,
        draft,
      }: {
        stage: Stage;
        draft: Partial<StageDraft> & { archived?: boolean };
      }): Promise<Stage> =>
        data(
          http.PATCH('/api/v1/stages/{id}', {
            params: { path: { id: stage.id } },
            body: { ...draft, version: stage.version },
          }),
        ),
      onSettled: refresh,
    }),
    removeStage: useMutation({
      meta: { form: true },
      mutationFn: ({ id, moveTo }: { id: string; moveTo: string | null }): Promise<void> =>
        data(
          http.DELETE('/api/v1/stages/{id}', {
            params: { path: { id }, query: moveTo ? { move_to: moveTo } : {} },
          }),
        ),
      onSettled: refresh,
    }),
  };
}

function inOrder(stages: Stage[], ids: string[]): Stage[] {
  return stages.map((stage) => {
    const position = ids.indexOf(stage.id);
    return position < 0 ? stage : { ...stage, position };
  });
}
