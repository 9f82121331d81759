import { useLingui } from '@lingui/react/macro';
import { Table, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { PlanFact, PlanFactCell, PlanFactRow, PlanItem } from '@/api/types';
import { currencySign, formatNumber, formatShare, fromMajorUnits, majorUnits } from '@/kit/format';
import { FigureLink } from '../figure/FigureLink';
import { written } from '../figure/written';
import classes from './Control.module.css';
import { typedNumber } from './typed';

interface Props {
  plan: PlanFact;
  pipeline: string | null;
}

/** The company, teams and people against what they were to reach; plans are typed in place. */
export function PlanTable({ plan, pipeline }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (item: PlanItem) => data(http.PUT('/api/v1/plans', { body: { items: [item] } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.numbers }),
  });
  return (
    <section
      className={classes.tableBox}
      aria-label={t`План и факт`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <Table className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t`Кто`}</Table.Th>
            {plan.metrics.map((metric) => (
              <Table.Th key={metric.key} scope="col">
                {metric.name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {plan.rows.map((row) => (
            <Table.Tr key={`${row.level} ${row.id ?? ''}`} data-level={row.level}>
              <Table.Th scope="row">{row.name}</Table.Th>
              {row.cells.map((cell) => (
                <Table.Td key={cell.metric}>
                  <Cell
                    cell={cell}
                    row={row}
                    name={plan.metrics.find((one) => one.key === cell.metric)?.name ?? ''}
                    currency={plan.currency}
                    editable={can('plans.write')}
                    onPlan={(target) =>
                      save.mutate({
                        metric: cell.metric as PlanItem['metric'],
                        period: plan.period,
                        starts_on: plan.starts_on,
                        owner_id: row.level === 'person' ? row.id : null,
                        team_id: row.level === 'team' ? row.id : null,
                        pipeline_id: pipeline,
                        target,
                      })
                    }
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

interface CellProps {
  cell: PlanFactCell;
  row: PlanFactRow;
  name: string;
  currency: string;
  editable: boolean;
  onPlan: (target: number | null) => void;
}

function Cell({ cell, row, name, currency, editable, onPlan }: CellProps) {
  const { t } = useLingui();
  const status = {
    ahead: t`впереди`,
    on_track: t`по плану`,
    behind: t`отстаёт`,
    none: '',
  }[cell.status];
  const share = Math.min(1, cell.share ?? 0);
  return (
    <div className={classes.cell} data-metric={cell.metric}>
      <div className={classes.fact}>
        <FigureLink figure={cell.fact} label={`${row.name}: ${name}`} />
        {editable ? (
          <PlanInput
            label={t`План: ${row.name}, ${name}`}
            plan={cell.plan}
            money={cell.fact.unit === 'money' ? currency : null}
            onPlan={onPlan}
          />
        ) : (
          cell.plan !== null && (
            <span className={classes.quiet}>/ {written(cell.plan, cell.fact)}</span>
          )
        )}
      </div>
      {cell.plan !== null && (
        <>
          <span className={classes.track} aria-hidden>
            <span
              className={classes.done}
              data-status={cell.status}
              style={{ width: `${share * 100}%` }}
            />
            {cell.pace !== null && cell.plan > 0 && (
              <span
                className={classes.pace}
                style={{ left: `${(cell.pace / cell.plan) * 100}%` }}
              />
            )}
          </span>
          <span className={classes.status} data-status={cell.status}>
            {donePart(cell.share ?? 0)} {status}
          </span>
        </>
      )}
      {cell.outlook && (
        <span
          className={classes.quiet}
        >{t`ожидается ${written(cell.outlook.p50, cell.fact)}`}</span>
      )}
    </div>
  );
}

/** A plan surpassed many times over was hardly meant so: the figure would say nothing. */
function donePart(share: number): string {
  return share > 10 ? `> ${formatShare(10)}` : formatShare(Math.round(share * 100) / 100);
}

interface InputProps {
  label: string;
  plan: number | null;
  /** The currency, when the plan is money: it is typed in major units. */
  money: string | null;
  onPlan: (target: number | null) => void;
}

/** A plan typed in place: Enter or leaving saves, an empty one is taken away. */
function PlanInput({ label, plan, money, onPlan }: InputProps) {
  const { t } = useLingui();
  const shown =
    plan === null ? '' : formatNumber(money ? majorUnits({ amount: plan, currency: money }) : plan);
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState(false);
  useEffect(() => setText(shown), [shown]);
  const commit = () => {
    if (text === shown) return setWrong(false);
    const typed = typedNumber(text);
    setWrong(typed === undefined);
    if (typed === undefined) return;
    if (typed === null) return onPlan(null);
    onPlan(money ? fromMajorUnits(typed, money).amount : Math.round(typed));
  };
  return (
    <TextInput
      size="xs"
      className={classes.input}
      aria-label={label}
      placeholder={money ? t`план, ${currencySign(money)}` : t`план`}
      title={wrong ? t`Не похоже на число` : undefined}
      error={wrong}
      inputMode="decimal"
      value={text}
      onChange={(event) => {
        setWrong(false);
        setText(event.currentTarget.value);
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          setWrong(false);
          setText(shown);
        }
      }}
    />
  );
}
