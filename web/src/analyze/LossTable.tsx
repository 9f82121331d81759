import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Table, UnstyledButton } from '@mantine/core';
import { Fragment, useState } from 'react';
import type { Funnel, FunnelStep, Money } from '@/api/types';
import { formatSums } from '@/kit/format';
import classes from './Funnel.module.css';
import { NumberLink } from './NumberLink';

/** Further reasons are folded: the tail of a long dictionary says little. */
const FIRST = 4;

/** Where deals were lost and why. */
export function LossTable({ funnel }: { funnel: Funnel }) {
  const { t } = useLingui();
  const losing = funnel.steps.filter((step) => step.lost.deals > 0);
  const most = Math.max(1, ...losing.map((step) => step.lost.deals));
  if (losing.length === 0) {
    return (
      <p className={classes.quiet}>
        <Trans>Среди этих сделок нет проигранных.</Trans>
      </p>
    );
  }
  return (
    <section
      className={classes.tableBox}
      aria-label={t`Потери по этапам и причинам`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <Table className={classes.losses} verticalSpacing={4} withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">
              <Trans>Этап и причина</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Сделки</Trans>
            </Table.Th>
            <Table.Th scope="col" className={classes.barCell} aria-hidden />
            <Table.Th scope="col">
              <Trans>Сумма</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {losing.map((step) => (
            <StepLosses key={step.key} step={step} most={most} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function StepLosses({ step, most }: { step: FunnelStep; most: number }) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const shown = all ? step.reasons : step.reasons.slice(0, FIRST);
  const folded = step.reasons.length - shown.length;
  return (
    <Fragment>
      <Table.Tr className={classes.lossStage}>
        <Table.Th scope="row">{step.name}</Table.Th>
        <Table.Td>
          <NumberLink number={step.lost} label={t`Потеряно на этапе «${step.name}»`} />
        </Table.Td>
        <Table.Td className={classes.barCell} aria-hidden>
          <Bar share={step.lost.deals / most} />
        </Table.Td>
        <Sums sums={step.lost.sums} />
      </Table.Tr>
      {shown.map((reason) => (
        <Table.Tr key={reason.reason_id ?? ''} className={classes.lossReason}>
          <Table.Td>{reason.name}</Table.Td>
          <Table.Td>
            <NumberLink number={reason.lost} label={`${step.name}, ${reason.name}`} />
          </Table.Td>
          <Table.Td className={classes.barCell} aria-hidden>
            <Bar share={reason.lost.deals / most} thin />
          </Table.Td>
          <Sums sums={reason.lost.sums} />
        </Table.Tr>
      ))}
      {folded > 0 && (
        <Table.Tr className={classes.lossReason}>
          <Table.Td colSpan={4}>
            <UnstyledButton className={classes.more} onClick={() => setAll(true)}>
              <Plural
                value={folded}
                one="ещё # причина"
                few="ещё # причины"
                many="ещё # причин"
                other="ещё # причины"
              />
            </UnstyledButton>
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

/** On a phone the main currency alone: the others do not fit. */
function Sums({ sums }: { sums: Money[] }) {
  const [main, ...others] = sums;
  return (
    <Table.Td title={formatSums(sums, false)}>
      {main && formatSums([main])}
      {others.length > 0 && <span className={classes.otherSums}>{` + ${formatSums(others)}`}</span>}
    </Table.Td>
  );
}

function Bar({ share, thin }: { share: number; thin?: boolean }) {
  return (
    <span
      className={classes.lossBar}
      data-thin={thin || undefined}
      style={{ width: `${Math.max(1, share * 100)}%` }}
    />
  );
}
