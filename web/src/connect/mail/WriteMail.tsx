import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '@/api/session';
import type { Contact, DealDetail } from '@/api/types';
import { type Addressee, MailForm } from './MailForm';

/** Who of a deal can be written to. */
export function peopleOfDeal(deal: DealDetail): Addressee[] {
  return deal.contacts.map(({ contact, email }) => ({
    id: contact.id,
    name: contact.name,
    emails: email ? [email] : [],
  }));
}

export function asAddressee(contact: Contact): Addressee {
  const emails = contact.points.filter((point) => point.kind === 'email');
  return { id: contact.id, name: contact.name, emails: emails.map((point) => point.value) };
}

interface Props {
  deal?: string;
  people: Addressee[];
}

/** The button on a deal or a person that opens a letter (E). */
export function WriteMail({ deal, people }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const may = can('mail.send');
  useHotkeys([['E', () => may && setOpen(true), { usePhysicalKeys: true, preventDefault: true }]]);
  if (!may) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconMail size={14} stroke={1.8} />}
        title={t`Написать письмо (E)`}
        onClick={() => setOpen(true)}
      >
        <Trans>Письмо</Trans>
      </Button>
      {open && <MailForm deal={deal} people={people} onClose={() => setOpen(false)} />}
    </>
  );
}
