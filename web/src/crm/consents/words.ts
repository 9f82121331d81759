/** What consents are called on the screen. */
import { t } from '@lingui/core/macro';
import type { Consent, ConsentChannel, ConsentPurpose, ConsentSource } from '@/api/types';

export function purposeLabel(purpose: ConsentPurpose): string {
  return purpose === 'advertising' ? t`Реклама и рассылки` : t`Персональные данные`;
}

export function channelLabel(channel: ConsentChannel): string {
  const labels: Record<ConsentChannel, string> = {
    mail: t`почта`,
    phone: t`звонки`,
    sms: t`SMS`,
    messenger: t`мессенджер`,
  };
  return labels[channel];
}

export function sourceLabel(source: ConsentSource): string {
  const labels: Record<ConsentSource, string> = {
    form: t`форма`,
    mail: t`ссылка в письме`,
    paper: t`подписанная бумага`,
    call: t`запись разговора`,
    import: t`импорт`,
    api: 'API',
    hand: t`со слов`,
  };
  return labels[source];
}

/** What it is for, in a line. */
export function consentTitle(consent: Consent): string {
  const purpose = purposeLabel(consent.purpose);
  return consent.channel ? `${purpose}: ${channelLabel(consent.channel)}` : purpose;
}

/** What in a proof is for programs only. */
export function isInner(name: string): boolean {
  return name.endsWith('_id') || name === 'sender';
}

/** What a part of a proof is called; one that another program wrote keeps its name. */
export function proofLabel(name: string): string {
  const labels: Record<string, string> = {
    form: t`форма`,
    version: t`версия текста`,
    page: t`страница`,
    browser: t`браузер`,
    topics: t`темы`,
    asked_at: t`запрошено`,
    confirmed_at: t`подтверждено`,
    how: t`как`,
  };
  return labels[name] ?? name;
}
