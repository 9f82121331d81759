import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { MailSeries } from '@/api/types';
import { formatNumber, formatShare } from '@/kit/format';
import classes from './mailings.module.css';

/** What became of the letters of a mailing; every number opens them. */
export function Fates({ fates }: { fates: MailSeries | undefined }) {
  if (!fates) return null;
  const link = (state: string, value: number, words: ReactNode, tone?: 'bad') =>
    value > 0 && (
      <span className={classes.fate} data-tone={tone}>
        <Link to="/mails" search={{ series: fates.series, ...(state && { state }) }}>
          {formatNumber(value)}
        </Link>{' '}
        {words}
      </span>
    );
  return (
    <span className={classes.fates}>
      {link('sent', fates.sent, <Trans>ушло</Trans>)}
      {link('queued,sending', fates.waiting, <Trans>ждут</Trans>)}
      {link(
        'bounced,refused,failed,unknown',
        fates.failed,
        <Trans>не дошли или не отправлены</Trans>,
        'bad',
      )}
      {link('cancelled', fates.cancelled, <Trans>отменены</Trans>)}
      {fates.opened > 0 && (
        <span className={classes.fate}>
          <Trans>
            открыли {formatNumber(fates.opened)} ({formatShare(fates.opened / fates.sent)})
          </Trans>
        </span>
      )}
      {fates.followed > 0 && (
        <span className={classes.fate}>
          <Trans>перешли {formatNumber(fates.followed)}</Trans>
        </span>
      )}
    </span>
  );
}
