import { api, expect, login, newDeal, shot, test, unique } from './support/app';

test.beforeEach(async ({ page }) => {
  await login(page);
});

interface Saved {
  title: string;
  next_step: string | null;
  value: { amount: number };
  version: number;
}

test('facts of a deal are changed where they stand', async ({ page }) => {
  const deal = await newDeal(page, unique('Правка'));
  await page.goto(`/deals/${deal.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(deal.title);
  const facts = page.getByRole('region', { name: 'Сведения о сделке' });

  await facts.getByRole('button', { name: /^Следующий шаг:/ }).click();
  await facts.getByRole('textbox', { name: 'Следующий шаг' }).fill('Позвонить главному инженеру');
  await page.keyboard.press('Enter');
  await expect(facts.getByRole('button', { name: /^Следующий шаг: Позвонить/ })).toBeVisible();

  await facts.getByRole('button', { name: /^Сумма:/ }).click();
  await facts.getByRole('textbox', { name: 'Сумма' }).fill('987654');
  await page.keyboard.press('Enter');
  await expect(facts.getByRole('button', { name: /^Сумма: 987\s654/ })).toBeVisible();

  // Escape leaves everything as it was.
  await facts.getByRole('button', { name: /^Следующий шаг:/ }).click();
  await facts.getByRole('textbox', { name: 'Следующий шаг' }).fill('не это');
  await page.keyboard.press('Escape');
  await expect(facts.getByRole('button', { name: /^Следующий шаг: Позвонить/ })).toBeVisible();

  await page.getByLabel('Новая заметка').fill('Просят скидку за предоплату');
  await page.getByRole('button', { name: 'Сохранить заметку' }).click();
  await expect(page.getByText('Просят скидку за предоплату').first()).toBeVisible();
  await shot(page, 'deal-edited');

  const saved = await api<Saved>(page, 'GET', `/deals/${deal.id}`);
  expect(saved.next_step).toBe('Позвонить главному инженеру');
  expect(saved.value.amount).toBe(987_654_00);
});

test('a deal changed by two people: the later one is told, nothing is lost', async ({ page }) => {
  const deal = await newDeal(page, unique('Вдвоём'));
  await page.goto(`/deals/${deal.id}`);
  const facts = page.getByRole('region', { name: 'Сведения о сделке' });
  await facts.getByRole('button', { name: /^Следующий шаг:/ }).click();
  // Live updates bring the new version at once, so the late write is made late on its way.
  await page.route('**/api/v1/deals/*', (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    const body = route.request().postDataJSON();
    return route.continue({ postData: JSON.stringify({ ...body, version: deal.version - 1 }) });
  });
  await facts.getByRole('textbox', { name: 'Следующий шаг' }).fill('Мой шаг');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Запись уже изменили')).toBeVisible();
});

test('a deal is won and lost from its own page', async ({ page }) => {
  const deal = await newDeal(page, unique('Исход'));
  await page.goto(`/deals/${deal.id}`);
  await page.getByRole('button', { name: 'Проиграна', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Причина' }).click();
  await page.getByRole('option').first().click();
  await dialog.getByRole('button', { name: 'Отметить проигранной' }).click();
  await expect(page.getByRole('button', { name: 'Открыть снова' })).toBeVisible();
  await page.getByRole('button', { name: 'Открыть снова' }).click();
  await expect(page.getByRole('button', { name: 'Выиграна', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Выиграна', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Открыть снова' })).toBeVisible();
  // The screen shows the wish at once, the server a moment later.
  await expect
    .poll(async () => (await api<{ status: string }>(page, 'GET', `/deals/${deal.id}`)).status)
    .toBe('won');
});
