import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Table } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Import } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber } from '@/kit/format';
import classes from './Import.module.css';
import { refusedQuery } from './importCalls';

/** So many are shown here; the file has all of them. */
const SHOWN = 20;

/** The rows that were not taken, each with its reason. */
export function RefusedTable({ item }: { item: Import }) {
  const { t } = useLingui();
  const count = item.counts?.refused ?? 0;
  const refused = useQuery({ ...refusedQuery(item, SHOWN), enabled: count > 0 });
  if (count === 0) return null;
  const rows = refused.data?.items ?? [];
  return (
    <section>
      <div className={classes.refusedHead}>
        <h2>
          <Plural
            value={count}
            one="Отклонена # строка"
            few="Отклонено # строки"
            many="Отклонено # строк"
            other="Отклонено # строки"
          />
        </h2>
        <Button
          component="a"
          variant="default"
          href={`/api/v1/imports/${item.id}/refused.csv`}
          download
          leftSection={<IconDownload size={14} stroke={1.6} />}
        >
          <Trans>Скачать отклонённые строки</Trans>
        </Button>
      </div>
      <p className={classes.quiet}>
        <Trans>Остальные строки загружаются. Исправьте эти в файле и загрузите его снова.</Trans>
      </p>
      {refused.error ? (
        <ErrorState error={refused.error} onRetry={() => void refused.refetch()} />
      ) : (
        <section
          className={classes.refusedBox}
          aria-label={t`Отклонённые строки`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <Table verticalSpacing={4} fz={12}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">
                  <Trans>Строка</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>Причина</Trans>
                </Table.Th>
                {item.layout.header.slice(0, 6).map((name, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its place
                  <Table.Th scope="col" key={index}>
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={row.row}>
                  <Table.Td>{formatNumber(row.row)}</Table.Td>
                  <Table.Td className={classes.reason}>{row.reason}</Table.Td>
                  {row.cells.slice(0, 6).map((value, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its place
                    <Table.Td key={index} className={classes.refusedCell} title={value}>
                      {value}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </section>
  );
}
