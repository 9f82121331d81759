import { Trans } from '@lingui/react/macro';
import { IconMailOff } from '@tabler/icons-react';
import type { Contact } from '@/api/types';
import { useReachable } from './consentCalls';
import classes from './consents.module.css';

/** Says where it cannot be overlooked that a person asked not to be written to. */
export function NoMailMark({ contact }: { contact: Contact }) {
  const reachable = useReachable(contact.id);
  const mails = (reachable.data ?? []).filter((one) => one.channel === 'mail');
  const asked = mails.find((one) => one.refusal && one.refusal !== 'no_consent');
  if (!asked || mails.some((one) => one.allowed)) return null;
  return (
    <span className={classes.mark} title={asked.text ?? undefined}>
      <IconMailOff size={14} stroke={1.8} aria-hidden />
      <Trans>рекламу не слать</Trans>
    </span>
  );
}
