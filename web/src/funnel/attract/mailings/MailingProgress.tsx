import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCan } from '@/api/session';
import type { Mailing } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { formatNumber, formatShare } from '@/kit/format';
import { Fates } from './Fates';
import { fatesQuery, useMailingCalls } from './mailingCalls';
import classes from './mailings.module.css';

/** How far a mailing is, what became of its letters, and the way to stop it. */
export function MailingProgress({ mailing }: { mailing: Mailing }) {
  const { t } = useLingui();
  const can = useCan();
  const { start, stop } = useMailingCalls();
  const fates = useQuery(fatesQuery([mailing])).data?.[0];
  const asking = mailing.state === 'sending';
  const waiting = fates?.waiting ?? 0;
  const broken = asking && ['failed', 'cancelled'].includes(mailing.job?.state ?? '');
  const total = Math.max(mailing.job?.total ?? 0, fates?.total ?? 0, mailing.asked);
  const done = (fates?.total ?? 0) - waiting;
  const halt = async () => {
    const sure = await confirm({
      title: t`Остановить рассылку?`,
      text: t`Письма, которые ещё не ушли, отправлены не будут. Продолжить потом нельзя.`,
      action: t`Остановить`,
      danger: true,
    });
    if (sure) stop.mutate(mailing);
  };
  return (
    <>
      {broken && (
        <Alert color="yellow" variant="outline" p="xs" mb="sm" maw={760}>
          {mailing.job?.error ?? <Trans>Отправка прервалась.</Trans>}{' '}
          <Button size="compact-xs" loading={start.isPending} onClick={() => start.mutate(mailing)}>
            <Trans>Продолжить</Trans>
          </Button>
        </Alert>
      )}
      {(asking || (mailing.state === 'sent' && waiting > 0)) && (
        <div className={classes.progress}>
          <Progress.Root size="md">
            <Progress.Section
              value={total ? (done / total) * 100 : 100}
              animated={!broken}
              aria-label={t`Отправлено`}
              aria-valuetext={total ? formatShare(done / total) : undefined}
            />
          </Progress.Root>
          <span>
            <Trans>
              {formatNumber(done)} из {formatNumber(total)}
            </Trans>
          </span>
          {can('forms.write') && (
            <Button
              variant="default"
              size="xs"
              loading={stop.isPending}
              onClick={() => void halt()}
            >
              <Trans>Остановить</Trans>
            </Button>
          )}
        </div>
      )}
      <div className={classes.state}>
        <Fates fates={fates} />
      </div>
    </>
  );
}
