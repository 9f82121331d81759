import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Skeleton, Table } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCan } from '@/api/session';
import type { Import } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { formatDateTime } from '@/kit/format';
import { Page } from '@/kit/Page';
import { CountsLine } from './Counts';
import classes from './Import.module.css';
import { importsQuery } from './importCalls';
import { canUndo, ENTITIES, entityLabel, stateLabel } from './labels';
import { NewImport } from './NewImport';
import { UndoButton } from './UndoButton';

/** What was loaded from files, by whom, and what came of it. */
export function ImportList() {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { new?: string };
  const list = useQuery(importsQuery);
  const form = (open: boolean) =>
    void navigate({ to: '/imports', search: (open ? { new: '1' } : {}) as never, replace: true });
  const known = ENTITIES.find((entity) => entity === search.new);
  const start = can('import.run') && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => form(true)}>
      <Trans>Новый импорт</Trans>
    </Button>
  );

  return (
    <Page title={t`Импорт`} actions={start}>
      {list.error && !list.data ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton height={120} />
      ) : list.data.items.length === 0 ? (
        <EmptyState
          icon={<IconFileImport size={26} stroke={1.5} />}
          title={t`Ещё ничего не загружали`}
          text={t`Подойдёт таблица CSV или XLSX: выгрузка из amoCRM, Битрикс24, HubSpot, Pipedrive, Zoho или своя. Перед загрузкой вы увидите, что будет создано, а после — сможете всё отменить.`}
          action={start}
        />
      ) : (
        <Imports items={list.data.items} />
      )}
      {search.new && <NewImport known={known} onClose={() => form(false)} />}
    </Page>
  );
}

function Imports({ items }: { items: Import[] }) {
  return (
    <Table className={classes.list} verticalSpacing={7} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">
            <Trans>Файл</Trans>
          </Table.Th>
          <Table.Th scope="col">
            <Trans>Что</Trans>
          </Table.Th>
          <Table.Th scope="col">
            <Trans>Состояние</Trans>
          </Table.Th>
          <Table.Th scope="col">
            <Trans>Итог</Trans>
          </Table.Th>
          <Table.Th scope="col">
            <Trans>Когда и кто</Trans>
          </Table.Th>
          <Table.Th scope="col" className={classes.listEnd}>
            <span className="visually-hidden">
              <Trans>Действия</Trans>
            </span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.id} data-import={item.id}>
            <Table.Td>
              <Link to="/imports/$id" params={{ id: item.id }} className={classes.file}>
                {item.file_name}
              </Link>
            </Table.Td>
            <Table.Td>{entityLabel(item.entity)}</Table.Td>
            <Table.Td>
              <span className={classes.state} data-state={item.state}>
                {stateLabel(item.state)}
              </span>
            </Table.Td>
            <Table.Td>{item.counts && <CountsLine counts={item.counts} />}</Table.Td>
            <Table.Td className={classes.when}>
              {formatDateTime(item.created_at)}
              {item.created_by && ` · ${item.created_by.name}`}
            </Table.Td>
            <Table.Td className={classes.listEnd}>
              {canUndo(item) && <UndoButton item={item} compact />}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
