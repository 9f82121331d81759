import { Trans, useLingui } from '@lingui/react/macro';
import { Table } from '@mantine/core';
import type { Funnel } from '@/api/types';
import { formatShare, formatSums } from '@/kit/format';
import classes from './Funnel.module.css';
import { Change } from './FunnelPicture';
import { FigureLink } from './figure/FigureLink';
import { NumberLink } from './NumberLink';

/** The same funnel as figures, for those who read or copy rather than look. */
export function FunnelTable({ funnel }: { funnel: Funnel }) {
  const { t } = useLingui();
  return (
    <section
      className={classes.tableBox}
      aria-label={t`Воронка таблицей`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <Table className={classes.table} verticalSpacing={6} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">
              <Trans>Этап</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Дошли</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Сумма</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Дошли от предыдущего, пока</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Дойдут</Trans>
            </Table.Th>
            {funnel.against && (
              <Table.Th scope="col">
                <Trans>Изменение</Trans>
              </Table.Th>
            )}
            <Table.Th scope="col">
              <Trans>Ушли вперёд за период</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Время на этапе</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Цель</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>От начала</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Сейчас здесь</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Потеряно</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Сумма потерь</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {funnel.steps.map((step) => (
            <Table.Tr key={step.key}>
              <Table.Th scope="row">{step.name}</Table.Th>
              <Table.Td>
                <NumberLink number={step.reached} label={t`Дошли до этапа «${step.name}»`} />
              </Table.Td>
              <Table.Td title={formatSums(step.reached.sums, false)}>
                {formatSums(step.reached.sums) || '—'}
              </Table.Td>
              <Table.Td>
                {step.observed ? (
                  <FigureLink
                    figure={step.observed}
                    label={t`Дошли до этапа «${step.name}», пока`}
                  />
                ) : (
                  '—'
                )}
              </Table.Td>
              <Table.Td>
                {step.expected ? (
                  <FigureLink
                    figure={step.expected}
                    label={t`Дойдут до этапа «${step.name}»`}
                    sure
                  />
                ) : (
                  '—'
                )}
              </Table.Td>
              {funnel.against && (
                <Table.Td>{step.change ? <Change change={step.change} /> : '—'}</Table.Td>
              )}
              <Table.Td>
                {step.period ? (
                  <FigureLink
                    figure={step.period}
                    label={t`Ушли вперёд за период на этап «${step.name}»`}
                  />
                ) : (
                  '—'
                )}
              </Table.Td>
              <Table.Td>
                {step.time ? (
                  <FigureLink
                    figure={step.time.median}
                    label={t`Время на этапе «${step.name}»`}
                    sure
                  />
                ) : (
                  '—'
                )}
              </Table.Td>
              <Table.Td>{formatShare(step.target === null ? null : step.target / 10_000)}</Table.Td>
              <Table.Td>{formatShare(step.from_start)}</Table.Td>
              <Table.Td>
                <NumberLink number={step.standing} label={t`Сейчас на этапе «${step.name}»`} />
              </Table.Td>
              <Table.Td>
                <NumberLink number={step.lost} label={t`Потеряно на этапе «${step.name}»`} />
              </Table.Td>
              <Table.Td title={formatSums(step.lost.sums, false)}>
                {formatSums(step.lost.sums) || '—'}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
