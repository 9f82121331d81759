import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { NamedRef } from '@/api/types';
import { useList } from '@/api/useList';
import { ContactForm } from '@/crm/ContactForm';
import record from '@/crm/record/record.module.css';
import { formatNumber } from '@/kit/format';

/** The people of a company. */
export function CompanyContacts({ company }: { company: NamedRef }) {
  const { t } = useLingui();
  const can = useCan();
  const [making, setMaking] = useState(false);
  const list = useList(
    keys.contacts,
    '/api/v1/contacts',
    { filters: { company: company.id }, sort: 'name' },
    { limit: 20 },
  );
  return (
    <section className={record.card} aria-label={t`Контакты компании`}>
      <h2 className={record.heading}>
        <Trans>Контакты</Trans>{' '}
        <span className={record.count}>{formatNumber(list.total ?? 0)}</span>
        {can('contacts.write') && (
          <ActionIcon
            className={record.headingEnd}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t`Новый контакт`}
            onClick={() => setMaking(true)}
          >
            <IconPlus size={15} stroke={1.8} />
          </ActionIcon>
        )}
      </h2>
      {!list.loading && list.rows.length === 0 && (
        <p className={record.quiet}>
          <Trans>Пока никого.</Trans>
        </p>
      )}
      <ul className={record.rows}>
        {list.rows.map((contact) => (
          <li key={contact.id} className={record.row}>
            <Link to="/contacts/$id" params={{ id: contact.id }} className={record.rowName}>
              {contact.name}
            </Link>
            <span className={record.quiet}>{contact.job_title}</span>
            {contact.points[0] && <span className={record.quiet}>{contact.points[0].value}</span>}
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="default" loading={list.loadingMore} onClick={list.loadMore}>
          <Trans>Показать ещё</Trans>
        </Button>
      )}
      {making && (
        <ContactForm
          opened
          onClose={() => setMaking(false)}
          company={company}
          onCreated={() => setMaking(false)}
        />
      )}
    </section>
  );
}
