import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCan } from '@/api/session';
import type { Mailing, MailSeries } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatAgo } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import classes from '../attract.module.css';
import { Fates } from './Fates';
import { fatesQuery, mailingState, mailingsQuery } from './mailingCalls';
import own from './mailings.module.css';

/** Mailings, the newest first, with what became of their letters. */
export function MailingList() {
  const { t } = useLingui();
  const can = useCan();
  const mailings = useQuery(mailingsQuery);
  const items = mailings.data?.items ?? [];
  const fates = useQuery(fatesQuery(items)).data;
  return (
    <section className={classes.section} aria-labelledby="mailings-title">
      <h2 className={classes.heading} id="mailings-title">
        <Trans>Рассылки</Trans>
        {can('forms.write') && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            renderRoot={(props) => <Link to="/mailings/$id" params={{ id: 'new' }} {...props} />}
          >
            <Trans>Рассылка</Trans>
          </Button>
        )}
      </h2>
      {mailings.error ? (
        <ErrorState error={mailings.error} onRetry={() => void mailings.refetch()} />
      ) : items.length === 0 ? (
        mailings.data && (
          <p className={classes.quiet}>
            <Trans>Писем подписчикам ещё не отправляли.</Trans>
          </p>
        )
      ) : (
        <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Рассылки`}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th>
                  <Trans>Письмо</Trans>
                </th>
                <th>
                  <Trans context="of a mailing">Тема</Trans>
                </th>
                <th>
                  <Trans>Состояние</Trans>
                </th>
                <th>
                  <Trans>Что с письмами</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <Line
                  key={one.id}
                  one={one}
                  fates={fates?.find((series) => series.series === one.series)}
                />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}

function Line({ one, fates }: { one: Mailing; fates: MailSeries | undefined }) {
  return (
    <tr>
      <td className={own.subject}>
        <Link to="/mailings/$id" params={{ id: one.id }}>
          {one.subject}
        </Link>
      </td>
      <td>{one.topic.name}</td>
      <td className={own.when}>
        {mailingState(one.state)} · {formatAgo(one.ended_at ?? one.started_at ?? one.created_at)}
      </td>
      <td>
        <Fates fates={fates} />
      </td>
    </tr>
  );
}
