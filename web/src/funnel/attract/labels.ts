/** The words of attraction. */
import { t } from '@lingui/core/macro';
import type {
  ChannelKind,
  InquiryChannel,
  InquiryOutcome,
  InquiryState,
  SitePageKind,
} from '@/api/types';

export function inquiryChannel(channel: InquiryChannel): string {
  const labels: Record<InquiryChannel, string> = {
    form: t`форма`,
    call: t`звонок`,
    mail: t`письмо`,
    chat: t`чат`,
    import: t`загрузка`,
    api: t`программа`,
    hand: t`вручную`,
  };
  return labels[channel];
}

export function inquiryState(state: InquiryState): string {
  const labels: Record<InquiryState, string> = {
    new: t`Новое`,
    taken: t`В работе`,
    settled: t`Разобрано`,
    spam: t`Спам`,
  };
  return labels[state];
}

export function inquiryOutcome(outcome: InquiryOutcome): string {
  const labels: Record<InquiryOutcome, string> = {
    deal: t`стало сделкой`,
    answered: t`ответили`,
    not_lead: t`не наш клиент`,
  };
  return labels[outcome];
}

export function channelKind(kind: ChannelKind): string {
  const labels: Record<ChannelKind, string> = {
    seo: 'SEO',
    context: t`контекстная реклама`,
    social: t`таргет в соцсетях`,
    content: t`контент`,
    webinar: t`вебинары`,
    exhibition: t`выставки`,
    email: t`рассылки`,
    own: t`свой канал`,
  };
  return labels[kind];
}

export function pageKind(kind: SitePageKind): string {
  const labels: Record<SitePageKind, string> = {
    landing: t`Посадочная страница`,
    article: t`Статья`,
    video: t`Видео`,
    case: t`Кейс`,
    webinar: t`Вебинар`,
  };
  return labels[kind];
}

/** Why a submission is suspected. */
export function suspicion(reason: string): string {
  const labels: Record<string, string> = {
    trap: t`заполнено поле, которого люди не видят`,
    forged_stamp: t`поддельная отметка формы`,
    too_quick: t`отправлено быстрее, чем можно заполнить`,
    too_old: t`форма открыта слишком давно`,
    too_many: t`слишком много от одного отправителя`,
    links: t`много ссылок`,
    crowd: t`одна из множества подряд`,
  };
  return labels[reason] ?? reason;
}
