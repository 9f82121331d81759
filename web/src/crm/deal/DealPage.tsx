import { useLingui } from '@lingui/react/macro';
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { pipelinesQuery } from '@/api/reference';
import { useCan } from '@/api/session';
import type { DealDetail, TimelineItem } from '@/api/types';
import { AttentionMark, StatusName, TagList } from '@/crm/DealMarks';
import { useDealMoves } from '@/crm/moves/useDealMoves';
import { Composer } from '@/crm/record/Composer';
import { RecordTasks } from '@/crm/record/RecordTasks';
import { RecordTitle } from '@/crm/record/RecordTitle';
import record from '@/crm/record/record.module.css';
import { Timeline } from '@/crm/record/Timeline';
import { ErrorState } from '@/kit/ErrorState';
import { formatMoney } from '@/kit/format';
import { Page } from '@/kit/Page';
import { DealActions } from './DealActions';
import { DealContacts } from './DealContacts';
import { DealFacts } from './DealFacts';
import classes from './deal.module.css';
import { dealQuery, useDealCalls } from './dealCalls';
import { StagePath } from './StagePath';
import { StageWork } from './StageWork';

interface Props {
  /** What another area has to say of the deal, beside its facts. */
  aside?: (deal: DealDetail) => ReactNode;
  /** What is worked on just now, above everything that was written down. */
  work?: (deal: DealDetail) => ReactNode;
  /** What another area offers beside an event of the timeline. */
  beside?: (item: TimelineItem) => ReactNode;
  /** What another area can do with the deal, beside its own actions. */
  actions?: (deal: DealDetail) => ReactNode;
}

export function DealPage(props: Props) {
  const { id } = useParams({ from: '/_app/deals/$id' });
  const query = useQuery(dealQuery(id));
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  return <Loaded key={id} deal={query.data} {...props} />;
}

function Loaded({ deal, aside, work, beside, actions }: Props & { deal: DealDetail }) {
  const { t } = useLingui();
  const readOnly = !useCan()('deals.write');
  const pipelines = useQuery(pipelinesQuery).data?.items ?? [];
  const pipeline = pipelines.find((one) => one.id === deal.pipeline_id);
  const stage = pipeline?.stages.find((one) => one.id === deal.stage_id);
  const moves = useDealMoves();
  const { change, check, remove } = useDealCalls(deal);

  return (
    <Page
      title={
        <RecordTitle
          label={t`Название сделки`}
          value={deal.title}
          readOnly={readOnly}
          onSave={(title) => change.mutateAsync({ title })}
        />
      }
      facts={
        <span className={classes.facts}>
          <b className={classes.amount}>{formatMoney(deal.value)}</b>
          <StatusName deal={deal} />
          <AttentionMark deal={deal} />
          {deal.tags.length > 0 && <TagList tags={deal.tags} />}
        </span>
      }
      actions={
        <>
          {actions?.(deal)}
          <DealActions
            deal={deal}
            pipeline={pipeline}
            readOnly={readOnly}
            moves={moves}
            onRemove={() => remove.mutateAsync()}
          />
        </>
      }
    >
      <StagePath
        deal={deal}
        pipeline={pipeline}
        readOnly={readOnly}
        onMove={(to) => moves.move(deal, to)}
      />
      {work?.(deal)}
      <div className={record.layout}>
        <div className={record.side}>
          <DealFacts
            deal={deal}
            pipeline={pipeline}
            readOnly={readOnly}
            save={(changes) => change.mutateAsync(changes)}
          />
          {aside?.(deal)}
          <StageWork
            stage={stage}
            checks={deal.checks}
            readOnly={readOnly}
            busy={check.isPending ? check.variables : undefined}
            onCheck={(item, done) => check.mutate({ item, done })}
          />
          <DealContacts
            deal={deal}
            readOnly={readOnly}
            save={(contacts) => change.mutateAsync({ contacts })}
          />
        </div>
        <div className={record.main}>
          <Composer of="deal" id={deal.id} />
          <RecordTasks of="deal" id={deal.id} />
          <Timeline of="deal" id={deal.id} extra={beside} />
        </div>
      </div>
      {moves.dialogs}
    </Page>
  );
}
