/** What all specs share: a page of the running server, logging in, calls to the API, looking. */
import AxeBuilder from '@axe-core/playwright';
import { test as base, type Cookie, expect, type Page } from '@playwright/test';

export { expect, type Page } from '@playwright/test';

export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the parameters
  baseURL: async ({}, use) => {
    await use(process.env.VORONKA_URL);
  },
});

export const PASSWORD = 'demo-voronka';
export type Person = 'owner' | 'marina' | 'anna' | 'denis';
export const emailOf = (person: Person) => `${person}@demo.voronka`;

/** A password takes a while to check, so each person logs in once and the cookie is used again. */
const cookies = new Map<Person, Cookie[]>();

export async function fillLogin(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Почта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Войти' }).click();
}

export async function login(page: Page, person: Person = 'owner'): Promise<void> {
  const known = cookies.get(person);
  if (known) {
    await page.context().addCookies(known);
    return;
  }
  await page.goto('/login');
  await fillLogin(page, emailOf(person), PASSWORD);
  await expect(page).toHaveURL(/\/board/);
  cookies.set(person, await page.context().cookies());
}

/** A call as the interface makes it: from the page, with its cookie. */
export async function api<T = unknown>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  if (!page.url().startsWith('http')) await page.goto('/login');
  const answer = await page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(`/api/v1${path}`, {
        method,
        headers: body === null ? {} : { 'Content-Type': 'application/json' },
        body: body === null ? undefined : JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    },
    [method, path, body ?? null] as const,
  );
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return (answer.text ? JSON.parse(answer.text) : undefined) as T;
}

export interface Stage {
  id: string;
  name: string;
  kind: string;
  required_fields: string[];
  archived: boolean;
}

export async function stages(page: Page): Promise<Stage[]> {
  const { items } = await api<{ items: { stages: Stage[] }[] }>(page, 'GET', '/pipelines');
  return (items[0]?.stages ?? []).filter((stage) => !stage.archived);
}

let made = 0;

/** A word that no record of the demo company has, so that a spec finds its own records. */
export function unique(word: string): string {
  made += 1;
  return `${word} ${Date.now().toString(36)}${made}`;
}

export interface Deal {
  id: string;
  title: string;
  stage_id: string;
  version: number;
  status: string;
}

export function newDeal(page: Page, title: string, rest: object = {}): Promise<Deal> {
  return api<Deal>(page, 'POST', '/deals', {
    title,
    value: { amount: 123_400_00, currency: 'RUB' },
    company_name: 'ООО «Проверка интерфейса»',
    ...rest,
  });
}

export const column = (page: Page, stage: Stage) => page.locator(`[data-stage="${stage.id}"]`);
export const card = (page: Page, deal: { id: string }) => page.locator(`[data-deal="${deal.id}"]`);

/** The number in the head of a column of the board. */
export async function columnCount(page: Page, stage: Stage): Promise<number> {
  return digits(await column(page, stage).getByTestId('count').innerText());
}

export function digits(text: string): number {
  return Number(text.replace(/\D/g, ''));
}

/** Nothing that axe knows of stands in anybody's way. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // A letter is shown in a frame that runs no scripts, so that axe cannot look into it.
    .exclude('iframe[sandbox]')
    .analyze();
  const found = violations.map(
    ({ id, nodes }) =>
      `${id} ×${nodes.length}: ${nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 160))
        .join(' | ')}`,
  );
  expect(found).toEqual([]);
}

/** The page itself never scrolls sideways; a table or a board may, inside its own box. */
export async function expectNoSideScroll(page: Page): Promise<void> {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over).toBeLessThanOrEqual(0);
}

/** Waits until what a page shows first has come and stands still. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"], .mantine-Skeleton-root:visible')).toHaveCount(0);
  await page.waitForTimeout(150);
}

/** A picture to look at, in `web/test-results/shots`. */
export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/shots/${name}.png` });
}
