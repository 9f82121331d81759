import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button } from '@mantine/core';
import type { Import } from '@/api/types';
import { formatNumber } from '@/kit/format';
import { Besides } from './Besides';
import { CountTiles } from './Counts';
import classes from './Import.module.css';
import { useImportDeed } from './importCalls';
import { JobProgress } from './JobProgress';
import { written } from './labels';
import { RefusedTable } from './RefusedTable';

interface Props {
  item: Import;
  onBack: () => void;
}

/** The third step: what would come of it, counted exactly, before anything is written. */
export function CheckStep({ item, onBack }: Props) {
  const { t } = useLingui();
  const deed = useImportDeed(item.id);
  const { counts } = item;
  if (item.state === 'checking' || !counts) {
    return <JobProgress item={item} title={t`Проверяем файл`} />;
  }
  const rows = written(item);
  return (
    <div className={classes.result}>
      <CountTiles counts={counts} done={false} />
      <Besides item={item} done={false} />
      <RefusedTable item={item} />
      {rows === 0 && (
        <Alert color="yellow" variant="outline" p="xs" role="status">
          <Trans>Загружать нечего: ни одна строка не создаст и не изменит запись.</Trans>
        </Alert>
      )}
      {item.counts && item.counts.skipped > 0 && (
        <p className={classes.quiet}>
          <Trans>
            Строк с итогами, которые не загружаются: {formatNumber(item.counts.skipped)}
          </Trans>
        </p>
      )}
      <div className={classes.buttons}>
        <Button disabled={rows === 0} loading={deed.isPending} onClick={() => deed.mutate('run')}>
          <Plural
            value={rows}
            one="Загрузить # строку"
            few="Загрузить # строки"
            many="Загрузить # строк"
            other="Загрузить # строки"
          />
        </Button>
        <Button variant="default" onClick={onBack}>
          <Trans>Назад к столбцам</Trans>
        </Button>
      </div>
    </div>
  );
}
