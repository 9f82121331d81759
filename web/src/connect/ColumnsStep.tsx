import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button } from '@mantine/core';
import { useIsMutating, useQuery } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { errorText } from '@/api/problem';
import type { Import } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber } from '@/kit/format';
import classes from './Import.module.css';
import { fieldsQuery, useChangeImport, useImportDeed } from './importCalls';
import { LayoutForm } from './LayoutForm';
import { MappingTable } from './MappingTable';
import { missingFields } from './mapping';
import { OptionsForm } from './OptionsForm';

interface Props {
  item: Import;
  onNext: () => void;
}

/** The second step: how the file is read and which column is which field. */
export function ColumnsStep({ item, onNext }: Props) {
  const { t } = useLingui();
  const fields = useQuery(fieldsQuery(item.entity));
  const change = useChangeImport(item.id);
  const saving = useIsMutating({ mutationKey: [...keys.import(item.id), 'change'] }) > 0;
  const deed = useImportDeed(item.id, true);
  const known = fields.data?.items ?? [];
  const missing = missingFields(item.mapping, known);
  const taken = item.mapping.filter(({ field }) => field).length;

  if (fields.error) {
    return <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />;
  }
  return (
    <div className={classes.columns}>
      <LayoutForm item={item} busy={saving} onChange={(layout) => change.mutate({ layout })} />
      <p className={classes.quiet}>
        {item.layout.rows !== null && (
          <>
            <Plural
              value={item.layout.rows}
              one="# строка"
              few="# строки"
              many="# строк"
              other="# строки"
            />
            {' · '}
          </>
        )}
        <Trans>
          Загружаются столбцы: {formatNumber(taken)} из {formatNumber(item.layout.header.length)}
        </Trans>
      </p>
      <MappingTable item={item} fields={known} onChange={(mapping) => change.mutate({ mapping })} />
      <OptionsForm item={item} onChange={(options) => change.mutate({ options })} />
      {missing.length > 0 && known.length > 0 && (
        <Alert color="yellow" variant="outline" p="xs" role="status">
          <Trans>Не выбраны обязательные поля:</Trans>{' '}
          <b>{missing.map((field) => field.label).join(', ')}</b>
        </Alert>
      )}
      {deed.error && (
        <Alert color="red" variant="outline" p="xs" role="alert">
          {errorText(deed.error)}
        </Alert>
      )}
      <div className={`${classes.buttons} ${classes.sticky}`}>
        <Button
          disabled={missing.length > 0 || saving}
          loading={deed.isPending}
          onClick={() => deed.mutate('check', { onSuccess: onNext })}
        >
          <Trans>Проверить</Trans>
        </Button>
        <span className={classes.quiet}>
          {t`Проверка ничего не записывает: она покажет, что получится.`}
        </span>
      </div>
    </div>
  );
}
