import { usePipelines } from '@/api/reference';

/** Stages for a select, under the names of their pipelines when there are several. */
export function useStageGroups() {
  return usePipelines().map((pipeline) => ({
    group: pipeline.name,
    items: pipeline.stages
      .filter((stage) => !stage.archived)
      .map((stage) => ({ value: stage.id, label: stage.name })),
  }));
}

/** The same as one flat list; the pipeline is named only where it could be mistaken. */
export function useStageOptions() {
  const groups = useStageGroups();
  return groups.flatMap(({ group, items }) =>
    items.map((item) => ({
      value: item.value,
      label: groups.length > 1 ? `${group}: ${item.label}` : item.label,
    })),
  );
}
