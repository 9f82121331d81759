import { emailOf, expect, fillLogin, PASSWORD, test } from './support/app';

test('a wrong password is refused in words, the right one opens the board', async ({ page }) => {
  await page.goto('/deals');
  await expect(page).toHaveURL(/\/login/);
  await fillLogin(page, emailOf('owner'), 'not the password');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page).toHaveURL(/\/login/);

  await page.getByLabel('Пароль', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Войти' }).click();
  // The page that was asked for before the login.
  await expect(page).toHaveURL(/\/deals/);
  await expect(page.getByRole('heading', { level: 1, name: 'Сделки' })).toBeVisible();
});

test('leaving closes the session', async ({ page }) => {
  await page.goto('/login');
  await fillLogin(page, emailOf('denis'), PASSWORD);
  await expect(page).toHaveURL(/\/board/);
  await page.getByRole('button', { name: /Меню пользователя/ }).click();
  await page.getByRole('button', { name: 'Выйти' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto('/board');
  await expect(page).toHaveURL(/\/login/);
});
