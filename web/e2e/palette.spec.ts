import { expect, login, newDeal, test, unique } from './support/app';

test.beforeEach(async ({ page }) => {
  await login(page);
});

test('the palette finds a deal by a part of its name', async ({ page }) => {
  const deal = await newDeal(page, unique('Щёлковский насосный узел'));
  await page.goto('/companies');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  // A part of the second word, small letters, е for ё.
  await page
    .getByRole('textbox', { name: 'Поиск и команды' })
    .fill(deal.title.slice(3).toLowerCase());
  const found = page.getByRole('button', { name: deal.title });
  await expect(found).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/deals/${deal.id}`));
});

test('the palette knows the places', async ({ page }) => {
  await page.goto('/board');
  await expect(page.locator('[data-stage]').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Поиск и команды' }).fill('воронка прод');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/funnel/);
});
