import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import type { DealDetail } from '@/api/types';
import record from '@/crm/record/record.module.css';
import { qualificationQuery } from './qualificationCalls';

/** A company that has no questions yet, as one that was set up before there were any. */
export function NoQuestions({ deal }: { deal: DealDetail }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: () => data(http.POST('/api/v1/question-sets/usual')),
    onSuccess: () => client.invalidateQueries({ queryKey: qualificationQuery(deal.id).queryKey }),
  });
  return (
    <section className={record.card} aria-label={t`Квалификация`}>
      <h2 className={record.heading}>
        <Trans>Квалификация</Trans>
      </h2>
      <p className={record.quiet}>
        <Trans>Вопросов ещё нет: бюджет, кто решает, потребность, срок.</Trans>
      </p>
      <Button size="xs" variant="default" loading={add.isPending} onClick={() => add.mutate()}>
        <Trans>Добавить обычные</Trans>
      </Button>
    </section>
  );
}
