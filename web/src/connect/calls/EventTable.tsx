import { Trans, useLingui } from '@lingui/react/macro';
import type { TelephonyAccount } from '@/api/types';
import { formatDateTime, formatPhone } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import classes from './calls.module.css';
import { callDirection, callHappened } from './labels';
import { useTelephonyEvents } from './telephonyCalls';

const MOST = 10;

/** What was heard of an exchange last, and what of it could not be understood. */
export function EventTable({ account }: { account: TelephonyAccount }) {
  const { t } = useLingui();
  const events = useTelephonyEvents(account.id).data ?? [];
  if (events.length === 0) return null;
  return (
    <>
      <h3 className={classes.sub}>
        <Trans>Последние события</Trans>
      </h3>
      <ScrollBox
        className={`${tables.scroller} ${classes.box}`}
        label={t`Последние события: ${account.name}`}
      >
        <table className={`${tables.table} ${tables.top}`}>
          <thead>
            <tr>
              <th>
                <Trans>Когда</Trans>
              </th>
              <th>
                <Trans>Событие</Trans>
              </th>
              <th>
                <Trans>Телефон</Trans>
              </th>
              <th>
                <Trans>Внутренний</Trans>
              </th>
              <th>
                <Trans>Дословно</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {events.slice(0, MOST).map((event) => (
              <tr key={event.id}>
                <td>{formatDateTime(event.received_at)}</td>
                <td>
                  {event.event ? (
                    <>
                      {callHappened(event.event)}
                      {event.direction && `, ${callDirection(event.direction)}`}
                    </>
                  ) : (
                    <span className={classes.bad}>{event.error}</span>
                  )}
                </td>
                <td>{formatPhone(event.phone) || '—'}</td>
                <td>{event.extension ?? '—'}</td>
                <td>
                  <details>
                    <summary className={classes.quiet}>
                      <Trans>показать</Trans>
                    </summary>
                    <code className={classes.code}>{event.body}</code>
                  </details>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
