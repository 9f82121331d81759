import {
  api,
  expect,
  expectAccessible,
  expectNoSideScroll,
  login,
  type Page,
  settled,
  shot,
  test,
} from './support/app';

/** Every page behind the login; `:deal` and the like stand for the first record of its list. */
const PAGES: Record<string, string> = {
  board: '/board',
  deals: '/deals',
  deal: '/deals/:deals',
  companies: '/companies',
  company: '/companies/:companies',
  contacts: '/contacts',
  contact: '/contacts/:contacts',
  tasks: '/tasks?who=all',
  funnel: '/funnel?period=all',
  'funnel-table': '/funnel?period=all&view=table',
  'funnel-compare': '/funnel?period=90d&compare=previous&view=table',
  'funnel-explain': '/funnel?explain=%2Fanalyze%2Fnumbers%2Fwin_rate',
  'weak-points': '/weak-points',
  forecast: '/forecast',
  'plan-fact': '/plan-fact',
  dashboards: '/dashboards',
  inquiries: '/inquiries',
  'inquiry-new': '/inquiries?new=1',
  attract: '/attract',
  'attract-channels': '/attract?period=12m&by=channel',
  'attract-linear': '/attract?period=12m&touch=linear',
  'attract-landing': '/attract?period=90d&by=landing',
  'attract-days': '/attract?period=month&by=day',
  'campaigns-tags': '/campaigns?tags=1',
  'import-report': '/imports?new=ad-days',
  campaigns: '/campaigns',
  campaign: '/campaigns/:campaigns',
  content: '/content',
  'content-effect': '/content?view=effect',
  'content-new': '/content?new=1',
  forms: '/forms',
  mails: '/mails',
  mail: '/mails?open=:mails',
  form: '/forms/:forms',
  scripts: '/scripts',
  script: '/scripts/:scripts',
  'script-results': '/scripts/:scripts?view=results',
  reviews: '/reviews',
  'review-criteria': '/reviews?criteria=1',
  subscriptions: '/subscriptions',
  mailing: '/mailings/new',
  'settings-privacy': '/settings/privacy',
  'settings-mail': '/settings/mail',
  'settings-letters': '/settings/letters',
  'settings-letter': '/settings/letters/:mail/templates',
  'settings-channels': '/settings/channels',
  'settings-sites': '/settings/sites',
  'settings-routing': '/settings/routing',
  fit: '/fit',
  qualify: '/qualify',
  'qualify-people': '/qualify?period=12m&by=owner',
  'settings-questions': '/settings/questions',
  'settings-first-response': '/settings/first-response',
  imports: '/imports',
  'import-new': '/imports?new=1',
  'settings-users': '/settings/users',
  'settings-roles': '/settings/roles',
  'settings-tokens': '/settings/tokens',
  'settings-pipelines': '/settings/pipelines',
  'settings-dictionaries': '/settings/dictionaries',
  'settings-workspace': '/settings/workspace',
  'settings-profile': '/settings/profile',
};

async function addressOf(page: Page, path: string): Promise<string> {
  const list = /:([\w/]+)(?=$|\?)/.exec(path)?.[1];
  if (!list) return path;
  const { items } = await api<{ items: { id: string }[] }>(page, 'GET', `/${list}?limit=1`);
  return path.replace(`:${list}`, items[0]?.id ?? '');
}

/** What the browser itself complains of: broken scripts, forbidden styles, missing files. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return heard;
}

/** A page stands in nobody's way, and its pictures are taken, on a desk and on a phone. */
async function looksGood(page: Page, name: string, size: 'desk' | 'phone'): Promise<void> {
  await settled(page);
  await shot(page, `${name}-${size === 'desk' ? 'light' : 'phone'}`);
  await expectAccessible(page);
  await expectNoSideScroll(page);
  if (size === 'phone') return;
  // The page is loaded once: in the dark it only changes its colours.
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await shot(page, `${name}-dark`);
  await expectAccessible(page);
  await expectNoSideScroll(page);
}

const SIZES = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

for (const size of ['desk', 'phone'] as const) {
  test.describe(size, () => {
    test.use({ viewport: SIZES[size] });

    for (const [name, path] of Object.entries(PAGES)) {
      test(`${name}: nothing in the way, nothing over the edge`, async ({ page }) => {
        await login(page);
        const address = await addressOf(page, path);
        const heard = complaints(page);
        await page.goto(address);
        await looksGood(page, name, size);
        expect(heard).toEqual([]);
      });
    }

    test('login: nothing in the way, nothing over the edge', async ({ page }) => {
      await page.goto('/login');
      await looksGood(page, 'login', size);
    });
  });
}

test('the interface speaks English', async ({ page }) => {
  await login(page);
  await page.goto('/funnel?period=all');
  await settled(page);
  await api(page, 'PATCH', '/session', { lang: 'en' });
  try {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: 'Sales funnel' })).toBeVisible();
    for (const path of ['/board', '/deals', '/funnel?period=all', '/imports', '/tasks']) {
      await page.goto(path);
      await settled(page);
      // The menu is the interface's own; records keep the words people wrote.
      await expect(page.getByRole('navigation').first()).not.toContainText(
        /Доска|Воронка|Сделки|Настройки/,
      );
    }
    await shot(page, 'funnel-english');
  } finally {
    await api(page, 'PATCH', '/session', { lang: 'ru' });
  }
});
