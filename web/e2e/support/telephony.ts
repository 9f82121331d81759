import { createHmac } from 'node:crypto';
import { api, type Page, unique } from './app';

export interface Exchange {
  id: string;
  hook: string;
  secret: string;
  extension: string;
}

/** An exchange at which the person of this page has a telephone. */
export async function exchange(page: Page): Promise<Exchange> {
  const name = unique('АТС');
  const made = await api<Exchange>(page, 'POST', '/telephony-accounts', {
    name,
    provider: 'generic',
  });
  const me = await api<{ user: { id: string } }>(page, 'GET', '/session');
  const extension = String(Date.now()).slice(-6);
  await api(page, 'PUT', `/telephony-accounts/${made.id}/extensions`, {
    extensions: [{ extension, user_id: me.user.id }],
  });
  return { ...made, extension };
}

/** What an exchange sends, with its signature. */
export async function tell(
  page: Page,
  to: Exchange,
  event: object,
  secret = to.secret,
): Promise<number> {
  const body = JSON.stringify({
    leg_id: to.extension,
    employee_ext: to.extension,
    direction: 'in',
    our_number: '+74950000000',
    at: new Date().toISOString(),
    ...event,
  });
  const [id, seconds] = [
    `m${Math.random()}`.replace('.', ''),
    String(Math.floor(Date.now() / 1000)),
  ];
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  const answer = await page.request.post(to.hook, {
    data: Buffer.from(body),
    headers: {
      'Content-Type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${signature}`,
    },
  });
  return answer.status();
}

let numbers = 0;
/** A number that nobody has. */
export function phone(): string {
  numbers += 1;
  return `+79${String(Date.now() + numbers).slice(-9)}`;
}
