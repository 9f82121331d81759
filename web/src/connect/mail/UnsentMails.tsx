import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import type { Mail, Page } from '@/api/types';
import record from '@/crm/record/record.module.css';
import { formatNumber } from '@/kit/format';
import { MailMark } from './MailPage';
import classes from './mail.module.css';

/** What has not left: the states of `filter[state]`. */
const UNSENT = 'queued,sending,unknown,bounced,refused,failed';
const FEW = 5;

/** The mails of a record that have not left, with the reason; those that have stand on its timeline. */
export function UnsentMails({ of, id }: { of: 'deal' | 'contact'; id: string }) {
  const { t } = useLingui();
  const mails = useQuery({
    queryKey: [...keys.mails, 'unsent', of, id],
    queryFn: (): Promise<Page<Mail>> =>
      data(
        http.GET('/api/v1/mails', {
          params: {
            query: listQuery({ filters: { [of]: id, state: UNSENT } }, { limit: FEW, total: true }),
          },
        }),
      ),
    // A mail in the queue is sent within seconds.
    refetchInterval: (query) =>
      query.state.data?.items.some((one) => ['queued', 'sending'].includes(one.state))
        ? 3000
        : false,
  });
  const items = mails.data?.items ?? [];
  if (items.length === 0) return null;
  const total = mails.data?.total ?? items.length;
  return (
    <section className={record.card} aria-label={t`Письма, которые не ушли`}>
      <h2 className={record.heading}>
        <Trans>Не ушли</Trans> <span className={record.count}>{formatNumber(total)}</span>
      </h2>
      <ul className={record.rows}>
        {items.map((mail) => (
          <li key={mail.id}>
            <Link to="/mails" search={{ open: mail.id } as never}>
              {mail.subject}
            </Link>
            <p className={classes.quiet}>
              <MailMark mail={mail} />
              {mail.error && <> · {mail.error}</>}
            </p>
          </li>
        ))}
      </ul>
      {total > items.length && (
        <Link className={record.all} to="/mails" search={{ [of]: id, state: UNSENT } as never}>
          <Trans>Показать все: {formatNumber(total)}</Trans>
        </Link>
      )}
    </section>
  );
}
