/** What somebody chose on a page outlives a reload, since it stands in the address. */
import { api, expect, login, settled, test } from './support/app';

test.beforeEach(async ({ page }) => {
  await login(page);
});

test('the goal of a room is asked for a quarter, also after a reload', async ({ page }) => {
  await page.goto('/attract');
  await settled(page);
  await page.getByRole('radiogroup', { name: 'Цель на' }).getByText('квартал').click();
  await expect(page).toHaveURL(/goal=quarter/);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'квартал' })).toBeChecked();
});

test('won deals are set apart by what was chosen, and the judged deals stay open', async ({
  page,
}) => {
  await page.goto('/fit');
  await settled(page);
  await page.getByRole('radiogroup', { name: 'По чему сравнить' }).getByText('Источник').click();
  await page.getByRole('radiogroup', { name: 'Закрыты за' }).getByText('90 дней').click();
  await expect(page).toHaveURL(/apart=source/);
  await page
    .getByRole('button', { name: /^Сделки группы A/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('Выигранные').click();
  await expect(page).toHaveURL(/ended=won/);
  await page.reload();
  const drawer = page.getByRole('dialog', { name: 'Сделки группы A' });
  await expect(drawer.getByRole('radio', { name: 'Выигранные' })).toBeChecked();
  await drawer.getByRole('button', { name: 'Закрыть' }).click();
  await expect(page).not.toHaveURL(/judged/);
  await expect(page.getByRole('radio', { name: 'Источник' })).toBeChecked();
  await expect(page.getByRole('radio', { name: '90 дней' })).toBeChecked();
});

test('the part of an explained number and the wish for a stage are kept', async ({ page }) => {
  await page.goto('/weak-points?wish=93');
  await settled(page);
  await expect(page.getByRole('slider', { name: 'Дальше проходит' })).toHaveAttribute(
    'aria-valuenow',
    '93',
  );
  await page.goto('/funnel?period=12m&explain=%2Fanalyze%2Fnumbers%2Fwin_rate&part=open');
  await expect(page.getByRole('radio', { name: /^Ещё в работе/ })).toBeChecked();
});

test('the forecast is the same whatever it is told apart by', async ({ page }) => {
  await page.goto('/forecast');
  const told: { revenue: { p50: number } }[] = [];
  for (const question of ['', '?group=owner', '?group=team', '?period=month&group=source']) {
    told.push(await api(page, 'GET', `/analyze/forecast${question}`));
  }
  expect(new Set(told.map(({ revenue }) => revenue.p50)).size).toBe(1);
});

test('a tile leads to the page of its own question', async ({ page }) => {
  const { items } = await api<{ items: { id: string }[] }>(page, 'GET', '/pipelines');
  const made = await api<{ id: string }>(page, 'POST', '/dashboards', {
    name: 'Квартал одной воронки',
    shared: false,
    tiles: [
      {
        id: 'one',
        view: 'forecast',
        period: 'this_quarter',
        filters: { pipeline: items[0]?.id },
        x: 0,
        y: 0,
        w: 4,
        h: 3,
      },
    ],
  });
  await page.goto(`/dashboards/${made.id}`);
  await page.locator('main a[href*="/forecast"]').click();
  await expect(page).toHaveURL(/pipeline=.*period=quarter|period=quarter.*pipeline=/);
  await expect(page.getByRole('radio', { name: 'Квартал' })).toBeChecked();
  await api(page, 'DELETE', `/dashboards/${made.id}`);
});

test('a form that is made in English speaks English to its visitors', async ({ page, browser }) => {
  await api(page, 'PATCH', '/session', { lang: 'en' });
  try {
    await page.goto('/forms?new=1');
    await page.getByLabel('Name').fill(`Quote ${Date.now().toString(36)}`);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/forms\/[0-9a-f-]{36}/);
    const href = await page.getByRole('link', { name: 'Open' }).getAttribute('href');
    const visitor = await browser.newPage();
    await visitor.goto(href ?? '');
    await expect(visitor.getByRole('button', { name: 'Send' })).toBeVisible();
    await visitor.close();
  } finally {
    await api(page, 'PATCH', '/session', { lang: 'ru' });
  }
});
