import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Loader, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import { errorText } from '@/api/problem';
import type { Deal, Page, Stage } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { usePipelineCalls } from './pipelineCalls';
import classes from './pipelines.module.css';

interface Props {
  stage: Stage;
  others: Stage[];
  onClose: () => void;
}

/** A stage goes only when its deals have somewhere to go. */
export function RemoveStage({ stage, others, onClose }: Props) {
  const { t } = useLingui();
  const { removeStage } = usePipelineCalls();
  const [target, setTarget] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const filters = { stage: stage.id, status: 'open,won' };
  const standing = useQuery({
    queryKey: [...keys.deals, 'standing', stage.id],
    queryFn: (): Promise<Page<Deal>> =>
      data(
        http.GET('/api/v1/deals', {
          params: { query: listQuery({ filters }, { limit: 1, total: true }) },
        }),
      ),
    staleTime: 0,
  });
  const count = standing.data?.total ?? 0;

  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Убрать этап «${stage.name}»?`}
      action={t`Убрать этап`}
      busy={removeStage.isPending}
      error={removeStage.error ? errorText(removeStage.error) : null}
      onSubmit={() => {
        if (standing.isPending) return;
        if (count > 0 && !target) setMissing(true);
        else removeStage.mutate({ id: stage.id, moveTo: target }, { onSuccess: onClose });
      }}
    >
      {standing.isPending ? (
        <Loader size="sm" />
      ) : count === 0 ? (
        <p className={classes.text}>
          <Trans>Сделок на этапе нет. История его запомнит, вернуть его можно в любой день.</Trans>
        </p>
      ) : (
        <>
          <p className={classes.text}>
            <Plural
              value={count}
              one="На этапе стоит # сделка. Куда её перевести?"
              few="На этапе стоят # сделки. Куда их перевести?"
              many="На этапе стоит # сделок. Куда их перевести?"
              other="На этапе стоят # сделки. Куда их перевести?"
            />
          </p>
          <Select
            label={t`Перевести на этап`}
            required
            data-autofocus
            data={others.map((one) => ({ value: one.id, label: one.name }))}
            value={target}
            onChange={setTarget}
            error={missing && !target ? t`Выберите этап` : undefined}
          />
        </>
      )}
    </FormModal>
  );
}
