import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Autocomplete, Button, CloseButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { DealContact, DealDetail, NamedRef } from '@/api/types';
import { ContactForm } from '@/crm/ContactForm';
import { tellRefusal } from '@/crm/record/notify';
import record from '@/crm/record/record.module.css';
import { EntityPicker } from '@/kit/EntityPicker';
import { formatPhone } from '@/kit/format';
import { InlineCustom } from '@/kit/InlineEdit';
import classes from './deal.module.css';

interface RoleOf {
  contact_id: string;
  role: string;
}

interface Props {
  deal: DealDetail;
  readOnly: boolean;
  /** Replaces all contacts of the deal. */
  save: (contacts: RoleOf[]) => Promise<unknown>;
}

/** The people of a deal and the part each one plays in it. */
export function DealContacts({ deal, readOnly, save }: Props) {
  const { t } = useLingui();
  const [adding, setAdding] = useState(false);
  const [making, setMaking] = useState(false);
  const links = deal.contacts.map(({ contact, role }) => ({ contact_id: contact.id, role }));

  const add = (contact: NamedRef | null) => {
    setAdding(false);
    if (!contact || links.some((link) => link.contact_id === contact.id)) return;
    void save([...links, { contact_id: contact.id, role: '' }]).catch(tellRefusal);
  };

  return (
    <section className={record.card} aria-label={t`Контакты сделки`}>
      <h2 className={record.heading}>
        <Trans>Контакты</Trans> <span className={record.count}>{deal.contacts.length}</span>
        {!readOnly && (
          <ActionIcon
            className={record.headingEnd}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t`Добавить контакт`}
            onClick={() => setAdding(true)}
          >
            <IconPlus size={15} stroke={1.8} />
          </ActionIcon>
        )}
      </h2>
      {deal.contacts.length === 0 && !adding && (
        <p className={record.quiet}>
          <Trans>С кем говорим? Пока никого.</Trans>
        </p>
      )}
      <ul className={record.rows}>
        {deal.contacts.map((one) => (
          <Person
            key={one.contact.id}
            one={one}
            readOnly={readOnly}
            onRole={(role) =>
              save(
                links.map((link) =>
                  link.contact_id === one.contact.id ? { ...link, role } : link,
                ),
              )
            }
            onRemove={() =>
              void save(links.filter((link) => link.contact_id !== one.contact.id)).catch(
                tellRefusal,
              )
            }
          />
        ))}
      </ul>
      {adding && (
        <div className={classes.adding}>
          <EntityPicker
            kind="contact"
            autoFocus
            aria-label={t`Найти контакт`}
            placeholder={t`Найти по имени, телефону…`}
            value={null}
            onChange={add}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setAdding(false);
            }}
          />
          <Button variant="default" onClick={() => setMaking(true)}>
            <Trans>Новый</Trans>
          </Button>
          <CloseButton size="sm" aria-label={t`Отмена`} onClick={() => setAdding(false)} />
        </div>
      )}
      {making && (
        <ContactForm
          opened
          onClose={() => setMaking(false)}
          company={deal.company ?? undefined}
          onCreated={(contact) => {
            setMaking(false);
            add(contact);
          }}
        />
      )}
    </section>
  );
}

interface PersonProps {
  one: DealContact;
  readOnly: boolean;
  onRole: (role: string) => Promise<unknown>;
  onRemove: () => void;
}

function Person({ one, readOnly, onRole, onRemove }: PersonProps) {
  const { t } = useLingui();
  const { contact, role, phone, email } = one;
  const roles = [t`Принимает решение`, t`Влияет на решение`, t`Пользователь`, t`Платит`];
  return (
    <li className={classes.person}>
      <div className={classes.personMain}>
        <Link to="/contacts/$id" params={{ id: contact.id }} className={classes.personName}>
          {contact.name}
        </Link>
        <div className={classes.role}>
          <InlineCustom
            label={t`Роль: ${contact.name}`}
            hideLabel
            value={role}
            text={role}
            placeholder={t`Роль в сделке`}
            readOnly={readOnly}
            onSave={onRole}
            editor={(editing) => (
              <Autocomplete
                size="xs"
                autoFocus
                aria-label={t`Роль: ${contact.name}`}
                data={roles}
                value={editing.draft}
                disabled={editing.busy}
                error={editing.error}
                onChange={editing.setDraft}
                onOptionSubmit={(value) => editing.commit(value)}
                onBlur={() => editing.commit()}
                onKeyDown={(event) => {
                  if (event.key === 'Escape') {
                    event.stopPropagation();
                    editing.cancel();
                  } else if (event.key === 'Enter') editing.commit();
                }}
              />
            )}
          />
        </div>
        <div className={classes.points}>
          {phone && <a href={`tel:${phone}`}>{formatPhone(phone)}</a>}
          {email && <a href={`mailto:${email}`}>{email}</a>}
        </div>
      </div>
      {!readOnly && (
        <CloseButton
          size="sm"
          aria-label={t`Убрать из сделки: ${contact.name}`}
          onClick={onRemove}
        />
      )}
    </li>
  );
}
