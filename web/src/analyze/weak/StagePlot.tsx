import { Trans, useLingui } from '@lingui/react/macro';
import { Table } from '@mantine/core';
import type { WeakStage } from '@/api/types';
import { formatShare, shortMoneyIn } from '@/kit/format';
import { FigureLink } from '../figure/FigureLink';
import { paint } from '../shape';
import classes from './Weak.module.css';

interface Props {
  stages: WeakStage[];
  currency: string;
}

/** Every stage: what it lost, and its expected conversion with its interval among what it is laid beside. */
export function StagePlot({ stages, currency }: Props) {
  const { t } = useLingui();
  return (
    <section
      className={classes.tableBox}
      aria-label={t`Все этапы`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <Table className={classes.table} verticalSpacing={7}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">
              <Trans>Этап</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Вошло</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Потеряно</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>На сумму</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Пройдёт дальше</Trans>
            </Table.Th>
            <Table.Th scope="col" className={classes.plotHead}>
              <span className={classes.legend}>
                <span aria-hidden>{formatShare(0)}</span>
                <span>
                  <i data-kind="target" aria-hidden /> <Trans>цель</Trans>
                </span>
                <span>
                  <i data-kind="before" aria-hidden /> <Trans>до этого</Trans>
                </span>
                <span>
                  <i data-kind="long" aria-hidden /> <Trans>обычно</Trans>
                </span>
                <span aria-hidden>{formatShare(1)}</span>
              </span>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>Вывод</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {stages.map((stage) => (
            <Table.Tr key={stage.step}>
              <Table.Th scope="row">
                <span
                  className={classes.dot}
                  style={{ background: paint(stage.color) }}
                  aria-hidden
                />{' '}
                {stage.name}
              </Table.Th>
              <Table.Td>
                <FigureLink figure={stage.entered} label={t`Вошло на этап «${stage.name}»`} />
              </Table.Td>
              <Table.Td>
                <FigureLink figure={stage.lost} label={t`Потеряно на этапе «${stage.name}»`} />
              </Table.Td>
              <Table.Td>{shortMoneyIn(currency)(stage.lost_sum)}</Table.Td>
              <Table.Td>
                <FigureLink
                  figure={stage.expected}
                  label={t`Пройдёт дальше с этапа «${stage.name}»`}
                  sure
                />
              </Table.Td>
              <Table.Td>
                <Plot stage={stage} />
              </Table.Td>
              <Table.Td className={classes.verdict} data-verdict={stage.verdict}>
                {stage.why}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Plot({ stage }: { stage: WeakStage }) {
  const { t } = useLingui();
  const { value, low, high } = stage.expected;
  const marks = [
    { kind: 'target', name: t`цель`, at: stage.target },
    { kind: 'before', name: t`до этого`, at: stage.before },
    { kind: 'long', name: t`обычно`, at: stage.long_run },
  ].filter((mark): mark is { kind: string; name: string; at: number } => mark.at !== null);
  const words = marks.map((mark) => `${mark.name} ${formatShare(mark.at)}`).join(', ');
  return (
    <div className={classes.plot} role="img" aria-label={words || t`не с чем сравнить`}>
      {low !== null && high !== null && (
        <span
          className={classes.range}
          style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }}
        />
      )}
      {marks.map((mark) => (
        <span
          key={mark.kind}
          className={classes.mark}
          data-kind={mark.kind}
          style={{ left: `${mark.at * 100}%` }}
        />
      ))}
      {value !== null && (
        <span
          className={classes.point}
          data-weak={stage.verdict === 'weak' || undefined}
          style={{ left: `${value * 100}%` }}
        />
      )}
    </div>
  );
}
