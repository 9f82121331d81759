import { api, expect, login, settled, test } from './support/app';

interface Listed {
  items: { id: string; title?: string; subject?: string; deal?: { id: string } | null }[];
}

test('a letter is written from a template, kept by the demo and seen on the timeline', async ({
  page,
}) => {
  await login(page);
  const sent = await api<Listed>(page, 'GET', '/mails?filter[state]=sent&limit=1');
  await page.goto(`/deals/${sent.items[0]?.deal?.id}`);
  await settled(page);
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog', { name: 'Письмо' });
  await dialog.getByRole('combobox', { name: 'Шаблон' }).click();
  await page.getByRole('option', { name: 'Ответ на обращение' }).click();
  const subject = `Проверка ${Date.now()}`;
  await dialog.getByRole('textbox', { name: 'Тема' }).fill(`${subject}: {{contact.nme}}`);
  await dialog.getByRole('button', { name: 'Отправить' }).click();
  await expect(dialog.getByText('Нет таких переменных')).toBeVisible();

  await dialog.getByRole('textbox', { name: 'Тема' }).fill(`${subject}: `);
  await dialog.getByRole('button', { name: 'Подставить' }).click();
  await page.getByRole('menuitem', { name: 'Название сделки' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Тема' })).toHaveValue(
    `${subject}: {{deal.title}}`,
  );
  await dialog.getByText('Просмотр').click();
  const letter = dialog.frameLocator('iframe');
  await expect(letter.getByText('Спасибо за обращение')).toBeVisible();
  await expect(letter.locator('ul li').first()).toHaveText('расход и напор;');
  await dialog.getByRole('button', { name: 'Отправить' }).click();
  await expect(page.getByText('Письмо отправляется.')).toBeVisible();
  await expect(page.getByText(`Письмо клиенту: ${subject}`)).toBeVisible({ timeout: 30_000 });

  await page.goto('/mails');
  await page.getByRole('row').filter({ hasText: subject }).click();
  const panel = page.getByRole('region', { name: 'Письмо' });
  await expect(panel.getByText('Осталось в системе')).toBeVisible();
  await panel.getByText('Текст', { exact: true }).click();
  await expect(panel.getByText('Если удобнее голосом')).toBeVisible();
});

test('what did not leave says why and can be sent again', async ({ page }) => {
  await login(page);
  await page.goto('/mails?state=refused');
  await page.getByRole('row').filter({ hasText: 'Вебинар' }).first().click();
  const panel = page.getByRole('region', { name: 'Письмо' });
  const reason = panel.getByText('Нет согласия адресата на рекламу');
  await expect(reason).toBeVisible();
  const asked = page.waitForResponse((response) => response.url().endsWith('/again'));
  await panel.getByRole('button', { name: 'Отправить ещё раз' }).click();
  await expect(page.getByText('Письмо отправляется.')).toBeVisible();
  const queued: { id: string; state: string; version: number } = await (await asked).json();
  expect(queued.state).toBe('queued');

  // It was tried anew. Nothing has changed, so that the answer is the same.
  await expect
    .poll(() => api<typeof queued>(page, 'GET', `/mails/${queued.id}`), { timeout: 30_000 })
    .toMatchObject({ state: 'refused' });
  const tried = await api<typeof queued>(page, 'GET', `/mails/${queued.id}`);
  expect(tried.version).toBeGreaterThan(queued.version);
  await expect(reason).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Отправить ещё раз' })).toBeEnabled();
});

test('an account of the company is added with its DKIM record', async ({ page }) => {
  await login(page);
  await page.goto('/settings/mail');
  await page.getByRole('button', { name: 'Ящик', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Новый почтовый ящик' });
  const name = `Отдел ${Date.now()}`;
  await dialog.getByRole('textbox', { name: 'Адрес' }).fill('news@firm.ru');
  await dialog.getByRole('textbox', { name: 'Название ящика' }).fill(name);
  await dialog.getByRole('button', { name: 'Добавить' }).click();
  await expect(dialog.getByText('Нужно имя сервера')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Сервер SMTP' }).fill('smtp.firm.ru');
  await dialog.getByLabel('Пароль', { exact: true }).fill('тайна-42');
  await dialog.getByRole('button', { name: 'Добавить' }).click();
  const card = page.getByRole('region', { name });
  await expect(card.getByText('Наружу ничего не уходит')).toBeVisible();
  await expect(card.getByText('тайна')).toBeHidden();
  await card.getByRole('button', { name: 'Подписывать письма' }).click();
  await expect(card.getByText('crm._domainkey.firm.ru')).toBeVisible({ timeout: 30_000 });
  await expect(card.getByText(/v=DKIM1; k=rsa; p=/)).toBeVisible();
  await card.getByRole('button', { name: `Другие действия: ${name}` }).click();
  await page.getByRole('menuitem', { name: 'В архив' }).click();
});

test('a template is made and shown on the data of a real deal', async ({ page }) => {
  await login(page);
  await page.goto('/settings/letters');
  await page.getByRole('button', { name: 'Шаблон' }).click();
  const name = `Приглашение ${Date.now()}`;
  await page.getByRole('textbox', { name: 'Название' }).fill(name);
  await page.getByRole('textbox', { name: 'Тема' }).fill('Для {{company.name|"вас"}}');
  await page
    .getByRole('textbox', { name: 'Текст' })
    .fill('Здравствуйте, **{{contact.first_name|"коллега"}}**!');
  const letter = page.frameLocator('iframe');
  await expect(letter.locator('strong').first()).not.toHaveText(/[{}]/);
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.goto('/settings/letters');
  await expect(page.getByRole('link', { name })).toBeVisible();
});
