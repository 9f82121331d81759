import { useLingui } from '@lingui/react/macro';
import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useUserOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Contact } from '@/api/types';
import { ConsentCard } from '@/crm/consents/ConsentCard';
import { NoMailMark } from '@/crm/consents/NoMailMark';
import { PrivacyItems } from '@/crm/privacy/PrivacyItems';
import { Composer } from '@/crm/record/Composer';
import { CompanyField, PlainFact } from '@/crm/record/fields';
import { withChosen } from '@/crm/record/options';
import { RecordDeals } from '@/crm/record/RecordDeals';
import { RecordMenu } from '@/crm/record/RecordMenu';
import { RecordTasks } from '@/crm/record/RecordTasks';
import record from '@/crm/record/record.module.css';
import { Timeline } from '@/crm/record/Timeline';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate } from '@/kit/format';
import { InlineSelect, InlineText } from '@/kit/InlineEdit';
import { Page } from '@/kit/Page';
import { ContactPoints } from './ContactPoints';
import { contactQuery, useContactCalls } from './contactCalls';

interface Props {
  /** What another area has to say of the person, beside their facts. */
  aside?: (contact: Contact) => ReactNode;
  /** What another area can do with the person. */
  actions?: (contact: Contact) => ReactNode;
}

export function ContactPage({ aside, actions }: Props) {
  const { id } = useParams({ from: '/_app/contacts/$id' });
  const query = useQuery(contactQuery(id));
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  return <Loaded key={id} contact={query.data} aside={aside} actions={actions} />;
}

function Loaded({ contact, aside, actions }: Props & { contact: Contact }) {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const owners = useUserOptions();
  const readOnly = !can('contacts.write') || contact.erased_at !== null;
  const { change, remove } = useContactCalls(contact);
  const save = (changes: Record<string, unknown>) => change.mutateAsync(changes);
  return (
    <Page
      title={contact.name}
      facts={
        <>
          {contact.job_title}
          {contact.job_title && contact.company && ' · '}
          {contact.company && (
            <Link
              to="/companies/$id"
              params={{ id: contact.company.id }}
              className={record.underlined}
            >
              {contact.company.name}
            </Link>
          )}
          <NoMailMark contact={contact} />
        </>
      }
      actions={
        <>
          {actions?.(contact)}
          {(can('contacts.delete') || can('privacy.run')) && (
            <RecordMenu
              removable={can('contacts.delete')}
              action={t`Удалить контакт`}
              question={t`Удалить контакт «${contact.name}»?`}
              text={t`Вернуть его нельзя.`}
              onRemove={() =>
                remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/contacts' }) })
              }
            >
              {can('privacy.run') && !contact.erased_at && <PrivacyItems contact={contact} />}
            </RecordMenu>
          )}
        </>
      }
    >
      <div className={record.layout}>
        <div className={record.side}>
          <ContactPoints
            contact={contact}
            readOnly={readOnly}
            save={(points) => save({ points })}
          />
          <section className={record.card} aria-label={t`Сведения о контакте`}>
            <InlineText
              label={t`Фамилия`}
              value={contact.last_name}
              readOnly={readOnly}
              onSave={(last_name) => save({ last_name })}
            />
            <InlineText
              label={t`Имя`}
              value={contact.first_name}
              readOnly={readOnly}
              onSave={(first_name) => save({ first_name })}
            />
            <InlineText
              label={t`Отчество`}
              value={contact.middle_name}
              readOnly={readOnly}
              onSave={(middle_name) => save({ middle_name })}
            />
            <InlineText
              label={t`Должность`}
              value={contact.job_title}
              readOnly={readOnly}
              onSave={(job_title) => save({ job_title })}
            />
            <CompanyField
              label={t`Компания`}
              value={contact.company}
              readOnly={readOnly}
              onSave={(company) => save({ company_id: company?.id ?? null })}
            />
            <InlineSelect
              label={t`Ответственный`}
              value={contact.owner?.id ?? null}
              options={withChosen(owners, contact.owner)}
              readOnly={readOnly}
              onSave={(owner_id) => save({ owner_id })}
            />
            <PlainFact label={t`Создан`}>{formatDate(contact.created_at)}</PlainFact>
            {contact.external_id && (
              <PlainFact label={t`Внешний код`}>{contact.external_id}</PlainFact>
            )}
          </section>
          <ConsentCard contact={contact} />
          {aside?.(contact)}
        </div>
        <div className={record.main}>
          {can('deals.read') && (
            <RecordDeals of="contact" id={contact.id} company={contact.company} />
          )}
          <Composer of="contact" id={contact.id} />
          <RecordTasks of="contact" id={contact.id} />
          <Timeline of="contact" id={contact.id} />
        </div>
      </div>
    </Page>
  );
}
