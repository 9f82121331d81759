import { expect, login, shot, test, unique } from './support/app';

test.beforeEach(async ({ page }) => {
  await login(page);
});

test('a user is added, may log in, and is switched off', async ({ page, browser }) => {
  const name = unique('Новый Сотрудник');
  const email = `new${Date.now().toString(36)}@demo.voronka`;
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'Пользователь', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Имя').fill(name);
  await dialog.getByLabel('Почта').fill(email);
  await dialog.getByLabel('Пароль', { exact: true }).fill('a long enough password');
  await dialog.getByRole('button', { name: 'Создать' }).click();
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row).toContainText(email);

  const other = await browser.newContext({ baseURL: process.env.VORONKA_URL, locale: 'ru-RU' });
  const theirs = await other.newPage();
  await theirs.goto('/login');
  await theirs.getByLabel('Почта').fill(email);
  await theirs.getByLabel('Пароль', { exact: true }).fill('a long enough password');
  await theirs.getByRole('button', { name: 'Войти' }).click();
  await expect(theirs).toHaveURL(/\/board/);

  await page.getByRole('button', { name: `Изменить пользователя ${name}` }).click();
  await page.getByRole('switch', { name: 'Может входить' }).press('Space');
  await page.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await theirs.goto('/deals');
  await expect(theirs).toHaveURL(/\/login/);
  await other.close();
});

test('a token is shown once, opens what it may, and is revoked', async ({ page, playwright }) => {
  const name = unique('Выгрузка');
  await page.goto('/settings/tokens');
  await page.getByRole('button', { name: 'Ключ', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Новый ключ API' });
  await form.getByLabel('Название').fill(name);
  await form.getByRole('button', { name: 'Создать' }).click();
  const token = await page.getByTestId('token').innerText();
  expect(token).toMatch(/^vrk_/);
  await shot(page, 'token');
  await page.getByRole('dialog', { name: 'Ключ создан' }).getByLabel('Закрыть').click();
  await page.reload();
  await expect(page.getByRole('row', { name: new RegExp(name) })).toBeVisible();
  await expect(page.getByText(token)).toHaveCount(0);

  const program = await playwright.request.newContext({
    baseURL: process.env.VORONKA_URL,
    extraHTTPHeaders: { Authorization: `Bearer ${token}` },
  });
  expect((await program.get('/api/v1/deals?limit=1')).status()).toBe(200);
  // Only reading was ticked.
  expect((await program.post('/api/v1/deals', { data: { title: 'x' } })).status()).toBe(403);

  await page.getByRole('button', { name: `Отозвать ключ ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Отозвать' }).click();
  await expect(page.getByRole('row', { name: new RegExp(name) })).toHaveCount(0);
  expect((await program.get('/api/v1/deals?limit=1')).status()).toBe(401);
  await program.dispose();
});
