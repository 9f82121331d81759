import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Progress } from '@mantine/core';
import type { Import } from '@/api/types';
import { formatNumber, formatShare } from '@/kit/format';
import classes from './Import.module.css';
import { useImportDeed } from './importCalls';

interface Props {
  item: Import;
  title: string;
  /** Work that is being taken back is not stopped half-way. */
  stoppable?: boolean;
}

/** How far the server is, and the way to stop it. */
export function JobProgress({ item, title, stoppable = true }: Props) {
  const { t } = useLingui();
  const deed = useImportDeed(item.id);
  const done = item.job?.done ?? 0;
  const total = item.job?.total ?? item.layout.rows;
  const share = total ? Math.min(1, done / total) : 0;
  return (
    <div className={classes.progress}>
      <div className={classes.progressTitle}>{title}</div>
      <Progress.Root size="md">
        <Progress.Section
          value={total ? share * 100 : 100}
          animated
          aria-label={title}
          aria-valuetext={total ? formatShare(share) : undefined}
        />
      </Progress.Root>
      <div className={classes.progressFoot}>
        <span className={classes.quiet}>
          {total ? (
            <Trans>
              {formatNumber(done)} из {formatNumber(total)} строк · {formatShare(share)}
            </Trans>
          ) : (
            <Trans>Строк обработано: {formatNumber(done)}</Trans>
          )}
        </span>
        {stoppable && (
          <Button
            variant="default"
            loading={deed.isPending}
            aria-label={t`Остановить импорт`}
            onClick={() => deed.mutate('cancel')}
          >
            <Trans>Остановить</Trans>
          </Button>
        )}
      </div>
      <p className={classes.quiet}>
        <Trans>Страницу можно закрыть: работа идёт на сервере.</Trans>
      </p>
    </div>
  );
}
