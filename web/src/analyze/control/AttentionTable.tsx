import { Trans, useLingui } from '@lingui/react/macro';
import { Table } from '@mantine/core';
import type { AttentionReport } from '@/api/types';
import { formatNumber } from '@/kit/format';
import { FigureLink } from '../figure/FigureLink';
import classes from './Control.module.css';

/** Stuck, overdue and neglected deals by person, and what each has done. */
export function AttentionTable({ report }: { report: AttentionReport }) {
  const { t } = useLingui();
  const names: Record<string, string> = {
    open_deals: t`В работе`,
    stuck: t`Застряли`,
    overdue: t`Просрочен шаг`,
    neglected: t`Заброшены`,
    no_next_step: t`Нет следующего шага`,
  };
  return (
    <>
      <div className={classes.figures}>
        {report.figures.map((figure) => (
          <div key={figure.metric} className={classes.bigFigure}>
            <span className={classes.quiet}>{names[figure.metric] ?? figure.metric}</span>
            <FigureLink figure={figure} label={names[figure.metric] ?? figure.metric} large />
          </div>
        ))}
      </div>
      <section
        className={classes.tableBox}
        aria-label={t`Требуют внимания по сотрудникам`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
      >
        <Table className={classes.people} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">
                <Trans>Сотрудник</Trans>
              </Table.Th>
              <Table.Th scope="col">{names.open_deals}</Table.Th>
              <Table.Th scope="col">{names.stuck}</Table.Th>
              <Table.Th scope="col">{names.overdue}</Table.Th>
              <Table.Th scope="col">{names.neglected}</Table.Th>
              <Table.Th scope="col">
                <Trans>Переходов</Trans>
              </Table.Th>
              <Table.Th scope="col">
                <Trans>Заметок</Trans>
              </Table.Th>
              <Table.Th scope="col">
                <Trans>Задач сделано</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.people.map((person) => (
              <Table.Tr key={person.owner_id ?? 'none'}>
                <Table.Th scope="row">{person.name}</Table.Th>
                {(['open', 'stuck', 'overdue', 'neglected', 'moves'] as const).map((key) => (
                  <Table.Td key={key}>
                    <FigureLink
                      figure={person[key]}
                      label={`${person.name}: ${names[person[key].metric] ?? t`Переходов`}`}
                    />
                  </Table.Td>
                ))}
                <Table.Td>{formatNumber(person.notes)}</Table.Td>
                <Table.Td>{formatNumber(person.tasks_done)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </>
  );
}
