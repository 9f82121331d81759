/** The words of outgoing mail. */
import { t } from '@lingui/core/macro';
import type { LetterClass, Mail, MailSecurity, MailState } from '@/api/types';

export const STATES: MailState[] = [
  'queued',
  'sending',
  'sent',
  'bounced',
  'failed',
  'refused',
  'unknown',
  'cancelled',
];

export function mailState(state: MailState): string {
  switch (state) {
    case 'queued':
      return t`В очереди`;
    case 'sending':
      return t`Отправляется`;
    case 'sent':
      return t`Отправлено`;
    case 'unknown':
      return t`Неизвестно`;
    case 'bounced':
      return t`Вернулось`;
    case 'refused':
      return t`Нет согласия`;
    case 'failed':
      return t`Не ушло`;
    case 'cancelled':
      return t`Остановлено`;
  }
}

/** What became of a mail; one that a catcher has is told apart. */
export function stateOf(mail: Mail): string {
  return mail.state === 'sent' && mail.caught ? t`Осталось в системе` : mailState(mail.state);
}

/** How a state is to be taken. */
export function toneOf(mail: Mail): 'good' | 'bad' | 'waits' | 'none' {
  switch (mail.state) {
    case 'sent':
      return mail.caught ? 'none' : 'good';
    case 'queued':
      return mail.error ? 'waits' : 'none';
    case 'unknown':
    case 'bounced':
    case 'refused':
    case 'failed':
      return 'bad';
    default:
      return 'none';
  }
}

export function letterClass(value: LetterClass): string {
  return value === 'advertising' ? t`Рекламное` : t`Деловое`;
}

export function securityLabel(value: MailSecurity): string {
  switch (value) {
    case 'tls':
      return 'TLS';
    case 'starttls':
      return 'STARTTLS';
    case 'none':
      return t`без шифрования`;
  }
}

/** The port that servers listen at for each way of securing. */
export function usualPort(security: MailSecurity): number {
  return security === 'tls' ? 465 : security === 'starttls' ? 587 : 25;
}
