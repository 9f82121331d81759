import { Trans, useLingui } from '@lingui/react/macro';
import { Table } from '@mantine/core';
import type { Funnel } from '@/api/types';
import { formatShare, formatSums } from '@/kit/format';
import classes from './Funnel.module.css';
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
              <Trans>От предыдущего</Trans>
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
              <Table.Td>{formatSums(step.reached.sums, false) || '—'}</Table.Td>
              <Table.Td>{formatShare(step.conversion)}</Table.Td>
              <Table.Td>{formatShare(step.target === null ? null : step.target / 10_000)}</Table.Td>
              <Table.Td>{formatShare(step.from_start)}</Table.Td>
              <Table.Td>
                <NumberLink number={step.standing} label={t`Сейчас на этапе «${step.name}»`} />
              </Table.Td>
              <Table.Td>
                <NumberLink number={step.lost} label={t`Потеряно на этапе «${step.name}»`} />
              </Table.Td>
              <Table.Td>{formatSums(step.lost.sums, false) || '—'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
