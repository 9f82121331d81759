import { expect, expectAccessible, shot, test } from './support/app';
import { type Server, startServer } from './support/server';

let server: Server;

test.beforeAll(async () => {
  server = await startServer('serve');
});

test.afterAll(async () => {
  await server.stop();
});

test('the first person at an empty server becomes its owner', async ({ page }) => {
  await page.goto(`${server.url}/`);
  await expect(page).toHaveURL(/\/setup/);
  await expect(page.getByRole('heading', { name: 'Первый запуск' })).toBeVisible();
  await expectAccessible(page);
  await shot(page, 'setup');

  await page.getByLabel('Название компании').fill('ООО «Первая»');
  await page.getByLabel('Ваше имя').fill('Ольга Первая');
  await page.getByLabel('Почта').fill('olga@first.example');
  await page.getByLabel('Пароль', { exact: true }).fill('123');
  await page.getByRole('button', { name: 'Начать работу' }).click();
  // Too short a password is refused beside its field, and nothing else is lost.
  await expect(page.getByLabel('Пароль', { exact: true })).toHaveAccessibleDescription(/.+/);
  await expect(page.getByLabel('Ваше имя')).toHaveValue('Ольга Первая');

  await page.getByLabel('Пароль', { exact: true }).fill('a long enough password');
  await page.getByRole('button', { name: 'Начать работу' }).click();
  await expect(page).toHaveURL(/\/board/);
  await expect(page.getByText('ООО «Первая»').first()).toBeVisible();
  // The board begins with the stages of the usual pipeline.
  await expect(page.locator('[data-stage]').first()).toBeVisible();

  await page.goto(`${server.url}/setup`);
  await expect(page).not.toHaveURL(/\/setup/);
});
