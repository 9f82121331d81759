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
