/** The words of telephony. */
import { t } from '@lingui/core/macro';
import type { Call, CallHappened, CallOutcome, TelephonyProvider } from '@/api/types';
import { formatPhone, formatTalk } from '@/kit/format';

export function callDirection(direction: Call['direction']): string {
  const labels: Record<Call['direction'], string> = {
    in: t`входящий`,
    out: t`исходящий`,
    internal: t`внутренний`,
  };
  return labels[direction];
}

export function callOutcome(outcome: CallOutcome): string {
  const labels: Record<CallOutcome, string> = {
    answered: t`состоялся`,
    missed: t`без ответа`,
    busy: t`занято`,
    rejected: t`сброшен`,
    failed: t`не удалось`,
  };
  return labels[outcome];
}

export function callHappened(happened: CallHappened): string {
  const labels: Record<CallHappened, string> = {
    ringing: t`звонит`,
    answered: t`ответили`,
    held: t`удержание`,
    ended: t`конец`,
    recording: t`запись`,
  };
  return labels[happened];
}

export function providerName(provider: TelephonyProvider): string {
  const labels: Record<TelephonyProvider, string> = {
    generic: t`Любая АТС`,
    mango: 'Mango Office',
    uis: 'UIS / CoMagic',
  };
  return labels[provider];
}

/** The number as people read it; a hidden one is said to be hidden. */
export function callPhone(call: Call): string {
  return call.phone ? formatPhone(call.phone) : t`Номер скрыт`;
}

/** What goes on with a call, in a few words. */
export function callState(call: Call, now: number): string {
  if (call.state === 'ringing') return call.direction === 'out' ? t`Звоним` : t`Входящий звонок`;
  if (call.state === 'answered') {
    const since = call.answered_at ? Date.parse(call.answered_at) : now;
    return t`Разговор ${formatTalk((now - since) / 1000)}`;
  }
  if (call.outcome !== 'answered')
    return call.direction === 'out' ? t`Не дозвонились` : t`Звонок пропущен`;
  return t`Разговор окончен, ${formatTalk(call.talk_seconds)}`;
}
