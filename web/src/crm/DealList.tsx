import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { useStageFinder } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Deal } from '@/api/types';
import { useList } from '@/api/useList';
import { DataTable } from '@/kit/DataTable';
import { EmptyState } from '@/kit/EmptyState';
import { FilterBar } from '@/kit/FilterBar';
import { formatMoneyShort, formatSums } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { BulkBar } from './BulkBar';
import { DealForm } from './DealForm';
import { AttentionMark, StageName } from './DealMarks';
import { useDealColumns } from './dealColumns';
import { useDealFilters } from './dealFilters';
import { ExportMenu } from './ExportMenu';
import classes from './lists.module.css';

/** `?new=1` opens the form: the command palette leads here with it. */
const OWN = ['new'] as const;

export function DealList() {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const { filters, q, sort } = state;
  const list = useList(keys.deals, '/api/v1/deals', { filters, q, sort });
  const defs = useDealFilters(list.rows);
  const columns = useDealColumns();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const sums = formatSums(list.sums);

  return (
    <Page
      title={t`Сделки`}
      scroll={false}
      facts={
        list.total !== null && (
          <>
            <Plural
              value={list.total}
              one="# сделка"
              few="# сделки"
              many="# сделок"
              other="# сделки"
            />
            {sums && ` · ${sums}`}
          </>
        )
      }
      actions={
        <>
          <ExportMenu entity="deals" state={state} />
          {can('deals.write') && (
            <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
              <Trans>Сделка</Trans>
            </Button>
          )}
        </>
      }
      bar={
        <FilterBar
          defs={defs}
          state={state}
          columns={columns}
          search={t`Название, компания, ИНН`}
        />
      }
    >
      <div className={classes.place}>
        <DataTable
          id="deals"
          label={t`Сделки`}
          columns={columns}
          list={list}
          rowId={(deal) => deal.id}
          sort={sort}
          onSort={state.setSort}
          onOpen={(deal) => void navigate({ to: '/deals/$id', params: { id: deal.id } })}
          selected={can('deals.bulk') ? selected : undefined}
          onSelect={can('deals.bulk') ? setSelected : undefined}
          card={(deal) => <DealCardRow deal={deal} />}
          empty={
            <EmptyState
              title={t`Сделок не нашлось`}
              text={t`Измените фильтры, заведите первую сделку или загрузите свои из файла.`}
              action={
                can('import.run') && (
                  <Button component={Link} to="/imports" variant="default">
                    <Trans>Импорт</Trans>
                  </Button>
                )
              }
            />
          }
        />
        {selected.size > 0 && (
          <BulkBar
            ids={[...selected]}
            nameOf={(id) => list.rows.find((deal) => deal.id === id)?.title ?? id}
            onClear={() => setSelected(new Set())}
          />
        )}
      </div>
      {search.new && <DealForm opened onClose={() => state.set({ new: '' })} />}
    </Page>
  );
}

function DealCardRow({ deal }: { deal: Deal }) {
  const stageOf = useStageFinder();
  return (
    <div className={classes.card}>
      <span className={classes.cardTitle}>{deal.title}</span>
      <b className={classes.money}>{formatMoneyShort(deal.value)}</b>
      <span className={classes.cardQuiet}>{deal.company?.name ?? '—'}</span>
      <span className={classes.cardEnd}>{deal.owner?.name}</span>
      <span className={classes.cardQuiet}>
        <StageName stage={stageOf(deal.stage_id)} />
      </span>
      <span className={classes.cardEnd}>
        <AttentionMark deal={deal} />
      </span>
    </div>
  );
}
