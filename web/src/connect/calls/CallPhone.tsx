import type { Call } from '@/api/types';
import { telHref } from '@/kit/format';
import { callPhone } from './labels';

/** The number of a call; a press on it calls back by whatever the device calls with. */
export function CallPhone({ call }: { call: Call }) {
  if (!call.phone) return callPhone(call);
  return <a href={telHref(call.phone)}>{callPhone(call)}</a>;
}
