import { api, digits, expect, login, type Page, settled, shot, test } from './support/app';

test.beforeEach(async ({ page }) => {
  await login(page);
});

/** The number in the head of the explanation, as the server gave it. */
async function explained(page: Page): Promise<number> {
  const value = page.locator('[data-explained]');
  await expect(value).toBeVisible();
  return Number(await value.getAttribute('data-explained'));
}

test('a number of the funnel is explained, and its deals are listed', async ({ page }) => {
  await page.goto('/funnel?period=12m');
  await settled(page);
  const figure = page.locator('button[data-metric="win_rate"]').first();
  const shown = Number(await figure.getAttribute('data-value'));
  await figure.click();
  expect(await explained(page)).toBeCloseTo(shown, 9);
  await expect(page).toHaveURL(/explain=/);
  const won = page.getByRole('radio', { name: /^Выиграны/ });
  await expect(won).toBeChecked();
  const count = digits(await page.locator('label', { hasText: /^Выиграны/ }).innerText());
  const total = page.locator('[data-total]');
  await expect(total).toHaveAttribute('data-total', String(count));
  // Files hold the same deals.
  const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
  const file = await page.request.get(href ?? '');
  expect(file.ok()).toBe(true);
  const lines = (await file.text()).trim().split('\r\n');
  expect(lines.length).toBe(count + 1);
  await shot(page, 'explained');
  await page.goBack();
  await expect(page.locator('[data-explained]')).toBeHidden();
});

test('the funnel is compared with the period before it', async ({ page }) => {
  await page.goto('/funnel?period=90d&view=table');
  await settled(page);
  await page.getByRole('combobox', { name: 'Сравнить с' }).click();
  await page.getByRole('option', { name: 'с прошлым периодом' }).click();
  await expect(page).toHaveURL(/compare=previous/);
  await expect(page.getByRole('columnheader', { name: 'Изменение' })).toBeVisible();
  await expect(
    page.getByText(/достоверно|в пределах случайного|мало данных/).first(),
  ).toBeVisible();
});

test('the weak point of the demo company is named with its price, and opens its deals', async ({
  page,
}) => {
  await page.goto('/weak-points');
  await settled(page);
  const first = page.locator('[data-step]').first();
  await expect(first).toContainText('Коммерческое предложение');
  await expect(first).toContainText('Продажи: Регионы');
  await expect(first).toContainText('в месяц');
  await first.getByRole('button', { name: 'Показать потерянные сделки' }).click();
  const lost = await explained(page);
  await expect(page.locator('[data-total]')).toHaveAttribute('data-total', String(lost));
  await page.keyboard.press('Escape');
  // What mending a stage would bring follows the slider.
  const effect = page.locator('[data-effect]');
  const before = Number(await effect.getAttribute('data-effect'));
  await page.getByRole('slider').press('End');
  await expect
    .poll(async () => Number(await effect.getAttribute('data-effect')))
    .toBeGreaterThan(before);
  await shot(page, 'weak-points');
});

test('the forecast shows its band, and its record is counted beside it', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/forecast');
  await settled(page);
  await expect(page.locator('[data-forecast]')).toBeVisible();
  await expect(page.getByText(/в 8 случаях из 10/).first()).toBeVisible();
  await page.getByRole('button', { name: /^(Посчитать|Пересчитать)$/ }).click();
  const scores = page.getByTestId('record-scores');
  await expect(scores).toBeVisible({ timeout: 90_000 });
  await expect(scores).toContainText('Прогноз Voronka');
  await expect(scores).toContainText('%');
  await shot(page, 'forecast-record');
});

test('a plan is typed and stands against the fact', async ({ page }) => {
  await page.goto('/plan-fact');
  await settled(page);
  const plan = page.getByRole('textbox', { name: 'План: Компания, Выручка' });
  await plan.fill('100 000 000');
  await plan.press('Enter');
  const cell = page.locator('[data-level="company"] [data-metric="revenue"]').first();
  await expect(cell).toContainText('%');
  await expect(cell).toContainText(/впереди|по плану|отстаёт/);
  await page.reload();
  await expect(plan).toHaveValue(/^100\s000\s000$/);
  await shot(page, 'plan-fact-planned');
  await plan.fill('');
  await plan.press('Enter');
  await expect(cell).not.toContainText(/впереди|по плану|отстаёт/);
});

test('a dashboard is made, arranged by keyboard and kept', async ({ page }) => {
  await page.goto('/dashboards');
  await settled(page);
  await page.getByRole('button', { name: 'Создать дашборд' }).click();
  await expect(page).toHaveURL(/\/dashboards\/.+edit=1/);
  const id = /dashboards\/([^?]+)/.exec(page.url())?.[1] ?? '';
  try {
    await page.getByRole('textbox', { name: 'Название дашборда' }).fill('Стена в офисе');
    const tile = page.locator('[data-tile="t1"]');
    await tile.getByRole('button', { name: /Переместить плитку/ }).press('ArrowDown');
    await tile.getByRole('button', { name: /Переместить плитку/ }).press('Shift+ArrowRight');
    await page.getByRole('button', { name: 'Готово' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Стена в офисе' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: 'Стена в офисе' })).toBeVisible();
    const kept = await api<{ tiles: { id: string; y: number; w: number }[] }>(
      page,
      'GET',
      `/dashboards/${id}`,
    );
    expect(kept.tiles.find((one) => one.id === 't1')).toMatchObject({ y: 1, w: 4 });
    await settled(page);
    await shot(page, 'dashboard');
  } finally {
    await api(page, 'DELETE', `/dashboards/${id}`);
  }
});

test('an open deal says how likely it is to be won, and why', async ({ page }) => {
  const { items } = await api<{ items: { id: string }[] }>(
    page,
    'GET',
    '/deals?filter[status]=open&limit=1',
  );
  await page.goto(`/deals/${items[0]?.id}`);
  await settled(page);
  const chance = page.getByRole('region', { name: 'Вероятность выигрыша' });
  await expect(chance).toContainText('%');
});
