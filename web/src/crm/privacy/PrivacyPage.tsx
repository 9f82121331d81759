import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { NamedRef, PrivacyRequest } from '@/api/types';
import { EntityPicker } from '@/kit/EntityPicker';
import { ErrorState } from '@/kit/ErrorState';
import { formatDateTime, formatNumber } from '@/kit/format';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { ConsentTexts } from './ConsentTexts';
import { askErasure, askExport } from './PrivacyItems';
import classes from './privacy.module.css';
import { reasonLabel, useRequests } from './privacyCalls';

/** Requests about personal data: for one person, and the log of all; the texts of consents. */
export function PrivacyPage() {
  const { t } = useLingui();
  const [contact, setContact] = useState<NamedRef | null>(null);
  const requests = useRequests();
  return (
    <Page title={t`Персональные данные`}>
      <div className={classes.line}>
        <EntityPicker
          kind="contact"
          label={t`Чьи данные`}
          placeholder={t`имя, почта или телефон`}
          w={300}
          value={contact}
          onChange={setContact}
        />
        <Button variant="default" disabled={!contact} onClick={() => contact && askExport(contact)}>
          <Trans>Выгрузить</Trans>
        </Button>
        <Button
          variant="outline"
          color="red.8"
          disabled={!contact}
          onClick={() => {
            if (contact) askErasure(contact);
            setContact(null);
          }}
        >
          <Trans>Удалить</Trans>
        </Button>
      </div>
      <h2 className={classes.heading}>
        <Trans>Журнал запросов</Trans>
      </h2>
      {requests.error ? (
        <ErrorState error={requests.error} onRetry={requests.retry} />
      ) : !requests.loading && requests.rows.length === 0 ? (
        <p className={classes.quiet}>
          <Trans>Запросов ещё не было.</Trans>
        </p>
      ) : (
        <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Журнал запросов`}>
          <table className={`${tables.table} ${tables.top} ${classes.log}`}>
            <thead>
              <tr>
                <th>
                  <Trans>Когда</Trans>
                </th>
                <th>
                  <Trans>Что</Trans>
                </th>
                <th>
                  <Trans>Чьи данные</Trans>
                </th>
                <th>
                  <Trans>Основание</Trans>
                </th>
                <th>
                  <Trans>Кто</Trans>
                </th>
                <th>
                  <Trans>Записей</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {requests.rows.map((one) => (
                <Line key={one.id} request={one} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {requests.hasMore && (
        <Button
          mt="xs"
          variant="default"
          loading={requests.loadingMore}
          onClick={requests.loadMore}
        >
          <Trans>Показать ещё</Trans>
        </Button>
      )}
      <ConsentTexts />
    </Page>
  );
}

function Line({ request }: { request: PrivacyRequest }) {
  const { t } = useLingui();
  const records = request.records
    .map((one) => `${one.title} — ${formatNumber(one.records)}`)
    .join(', ');
  const what = request.kind === 'export' ? t`Выгрузка` : t`Удаление`;
  return (
    <tr>
      <td>{formatDateTime(request.requested_at)}</td>
      <td>
        {request.kind === 'export' && request.expires_at ? (
          <a href={`/api/v1/privacy-requests/${request.id}/file`} download>
            <Trans>Выгрузка (ZIP)</Trans>
          </a>
        ) : (
          what
        )}
        {request.state === 'queued' && ` · ${t`идёт`}`}
        {request.state === 'failed' && ` · ${t`не удалось`}`}
      </td>
      <td>
        <Link to="/contacts/$id" params={{ id: request.contact.id }}>
          {request.contact.name || t`контакт удалён`}
        </Link>
      </td>
      <td>{reasonLabel(request.reason)}</td>
      <td>{request.requested_by?.name}</td>
      <td className={classes.records}>{records}</td>
    </tr>
  );
}
