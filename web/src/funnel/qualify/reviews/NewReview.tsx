import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { errorText } from '@/api/problem';
import type { Activity } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { formatDateTime } from '@/kit/format';
import { MarkFields } from './MarkFields';
import { reviewSetsQuery, useReviewCalls, type Written } from './reviewCalls';
import classes from './reviews.module.css';

interface Props {
  activity: string;
  /** With the id of the review that was written, if one was. */
  onClose: (review?: string) => void;
}

/** Writing what was heard in a call. */
export function NewReview({ activity, onClose }: Props) {
  const { t } = useLingui();
  const call = useQuery({
    queryKey: ['activities', activity],
    queryFn: (): Promise<Activity> =>
      data(http.GET('/api/v1/activities/{id}', { params: { path: { id: activity } } })),
    retry: false,
  });
  const sets = (useQuery(reviewSetsQuery).data?.items ?? []).filter((set) => !set.archived);
  const [chosen, setChosen] = useState<string | null>(null);
  const [value, setValue] = useState<Written>({ marks: {}, comment: '', practise: '' });
  const { create } = useReviewCalls();
  const set = sets.find((one) => one.id === chosen) ?? sets[0];
  const failed = create.error ?? call.error;
  return (
    <FormModal
      opened
      size="lg"
      onClose={() => onClose()}
      title={t`Оценка звонка`}
      action={t`Сохранить`}
      busy={create.isPending}
      error={failed ? errorText(failed) : null}
      onSubmit={() =>
        set &&
        create.mutate(
          { activity_id: activity, set_id: set.id, ...value },
          { onSuccess: (made) => onClose(made.id) },
        )
      }
    >
      {call.data && (
        <div className={classes.quiet}>
          {call.data.by?.name} · {formatDateTime(call.data.at)}
          {call.data.deal && <> · {call.data.deal.title}</>}
        </div>
      )}
      {sets.length > 1 && (
        <Select
          label={t`Критерии`}
          allowDeselect={false}
          data={sets.map(({ id, name }) => ({ value: id, label: name }))}
          value={set?.id ?? null}
          onChange={(id) => {
            setChosen(id);
            setValue({ ...value, marks: {} });
          }}
        />
      )}
      <MarkFields criteria={set?.criteria ?? []} value={value} onChange={setValue} />
    </FormModal>
  );
}
