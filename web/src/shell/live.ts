import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import type { LiveChange } from '@/api/types';

/** What a change makes out of date. Kept apart from the stream so that it can be tested. */
export function staleKeys(change: LiveChange): QueryKey[] {
  const area = change.kind.split('.')[0];
  const stale: QueryKey[] = [];
  if (change.deal_id) {
    stale.push(keys.deal(change.deal_id), keys.timeline('deal', change.deal_id));
  }
  if (change.company_id) {
    stale.push(keys.company(change.company_id), keys.timeline('company', change.company_id));
  }
  if (change.contact_id) {
    stale.push(keys.contact(change.contact_id), keys.timeline('contact', change.contact_id));
  }
  switch (area) {
    case 'deal':
      stale.push(keys.board, keys.deals, keys.firstContacts, keys.qualifying);
      break;
    case 'first_contact':
      stale.push(keys.firstContacts);
      break;
    case 'question_set':
      stale.push(keys.questionSets);
      break;
    case 'company':
      stale.push(keys.companies);
      break;
    case 'contact':
      stale.push(keys.contacts);
      break;
    case 'task':
      stale.push(keys.tasks);
      break;
    case 'note':
      stale.push(keys.notes);
      break;
    case 'import':
      stale.push(keys.imports, keys.board, keys.deals, keys.companies, keys.contacts, keys.jobs);
      break;
    case 'pipeline':
    case 'stage':
      stale.push(keys.pipelines, keys.board);
      break;
    case 'dashboard':
      stale.push(keys.dashboards);
      break;
    case 'inquiry':
      stale.push(keys.inquiries);
      break;
    case 'campaign':
    case 'channel':
      stale.push(keys.campaigns, keys.channels);
      break;
    case 'content':
      stale.push(keys.materials);
      break;
    case 'form':
      stale.push(keys.forms, keys.submissions);
      break;
    case 'call':
      // A call that is told of, or one that was reviewed.
      stale.push(keys.calls, keys.reviews);
      break;
    case 'telephony_account':
      stale.push(keys.telephony);
      break;
    case 'topic':
    case 'subscription':
      stale.push(keys.topics, keys.subscriptions);
      break;
    case 'mailing':
      stale.push(keys.mailings);
      break;
    case 'consent':
      if (change.contact_id) stale.push(keys.consents(change.contact_id));
      break;
    case 'privacy':
      stale.push(keys.privacy, keys.contacts);
      break;
    case 'routing_rule':
      stale.push(keys.routing);
      break;
    case 'script':
      stale.push(keys.scripts);
      break;
    case 'review_set':
      stale.push(keys.reviews, keys.reviewSets);
      break;
    case 'mail':
      stale.push(keys.mails);
      break;
    case 'mail_account':
      stale.push(keys.mailAccounts);
      break;
    case 'mail_template':
      stale.push(keys.mailTemplates);
      break;
    case 'user':
    case 'team':
      stale.push(keys.users, keys.teams);
      break;
    default:
      break;
  }
  return stale;
}

const listeners = new Set<(change: LiveChange) => void>();

/** For screens that can use the change itself, not only the news that something is out of date. */
export function onLiveChange(listener: (change: LiveChange) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * A hundred moves in a moment (a bulk action, an import) must not become a hundred requests; a
 * single one is shown at once.
 */
const PAUSE_MS = 250;
const SOON_MS = 20;

/** Joins the stream of changes and forgets what they made out of date. Gives the way to leave it. */
export function listen(client: QueryClient): () => void {
  const pending = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dropped = false;
  let flushed = -PAUSE_MS;

  const flush = () => {
    timer = undefined;
    flushed = performance.now();
    for (const queryKey of pending.values()) void client.invalidateQueries({ queryKey });
    pending.clear();
    // A funnel is a heavy report: it is marked as old and counted again when it is next opened.
    void client.invalidateQueries({ queryKey: keys.numbers, refetchType: 'none' });
  };

  const source = new EventSource('/api/v1/live');
  source.addEventListener('change', (event) => {
    const change = JSON.parse((event as MessageEvent<string>).data) as LiveChange;
    for (const listener of listeners) listener(change);
    for (const key of staleKeys(change)) pending.set(JSON.stringify(key), key);
    timer ??= setTimeout(flush, Math.max(SOON_MS, flushed + PAUSE_MS - performance.now()));
  });
  source.addEventListener('error', () => {
    dropped = true;
  });
  source.addEventListener('open', () => {
    // Changes made while the line was down are not sent again, so everything on the screen is asked anew.
    if (dropped) void client.invalidateQueries({ refetchType: 'active' });
    dropped = false;
  });
  return () => {
    source.close();
    if (timer) clearTimeout(timer);
  };
}
