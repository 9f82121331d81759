import { api, expect, expectAccessible, login, type Page, test, unique } from './support/app';

interface Kept {
  id: string;
}

function person(page: Page, name: string, mail: string): Promise<Kept> {
  return api<Kept>(page, 'POST', '/contacts', {
    last_name: name,
    first_name: 'Иван',
    points: [{ kind: 'email', value: mail }],
  });
}

const address = () => `${unique('p').replace(' ', '')}@firm.ru`;

test('a consent is written down with its words and taken back, and the card says so', async ({
  page,
}) => {
  await login(page);
  const contact = await person(page, unique('Согласный'), address());
  await page.goto(`/contacts/${contact.id}`);
  const card = page.getByRole('region', { name: 'Согласия' });
  await expect(card).toContainText('рассылок нельзя, нет согласия');
  await card.getByRole('button', { name: 'Записать согласие' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('combobox', { name: 'На что' }).click();
  await page.getByRole('option', { name: 'Реклама и рассылки' }).click();
  await form.getByRole('combobox', { name: 'Каким текстом' }).click();
  await page
    .getByRole('option', { name: /версия 1/ })
    .first()
    .click();
  await form.getByLabel('Чем подтверждается').fill('бумага № 7');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Записать' }).click();
  await expect(form).toHaveCount(0);
  await expect(card).toContainText('рассылки можно');

  await card.getByRole('button', { name: /Реклама и рассылки: почта/ }).click();
  const view = page.getByRole('dialog');
  await expect(view).toContainText('Я согласен получать');
  await expect(view).toContainText('бумага № 7');
  await expectAccessible(page);
  await expect(view.getByRole('button', { name: 'Отозвать' })).toBeDisabled();
  await view.getByLabel('Как человек отозвал согласие').fill('попросил по телефону');
  await view.getByRole('button', { name: 'Отозвать' }).click();
  await expect(view).toHaveCount(0);
  await expect(card).toContainText('отозвал согласие на рекламу');
  await expect(page.getByText('рекламу не слать')).toBeVisible();
});

test('everything about a person is one file, and then the person is gone', async ({ page }) => {
  await login(page);
  const name = unique('Уходящий');
  const mail = address();
  const contact = await person(page, name, mail);
  await api(page, 'POST', '/notes', { contact_id: contact.id, text: 'Позвонить в марте' });
  await page.goto(`/contacts/${contact.id}`);
  await page.getByRole('button', { name: 'Другие действия' }).first().click();
  await page.getByRole('menuitem', { name: 'Выгрузить все данные' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Заметки — 1');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Собрать файл' }).click();
  const link = dialog.getByRole('link', { name: 'Скачать ZIP' });
  await expect(link).toBeVisible({ timeout: 15_000 });
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(file.suggestedFilename()).toBe('personal-data.zip');
  await dialog.getByRole('button', { name: 'Закрыть' }).last().click();

  await page.getByRole('button', { name: 'Другие действия' }).first().click();
  await page.getByRole('menuitem', { name: 'Удалить персональные данные' }).click();
  await dialog.getByLabel(/Наберите имя/).fill('Не тот');
  await dialog.getByRole('button', { name: 'Удалить навсегда' }).click();
  await expect(dialog).toContainText('так, как оно записано');
  await expectAccessible(page);
  await dialog.getByLabel(/Наберите имя/).fill(`${name} Иван`);
  await dialog.getByRole('button', { name: 'Удалить навсегда' }).click();
  await expect(dialog).toContainText('Данные удалены.', { timeout: 15_000 });
  await dialog.getByRole('button', { name: 'Закрыть' }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Данные удалены' })).toBeVisible();
  await expect(page.locator('main')).not.toContainText(mail);

  await page.goto('/settings/privacy');
  const log = page.getByRole('region', { name: 'Журнал запросов' });
  await expect(log.getByRole('row').nth(1)).toContainText('Удаление');
  await expect(log.getByRole('row').nth(1)).toContainText('Заметки — 1');
  await expect(page.locator('main')).not.toContainText(name);
});

test('a topic is subscribed by a form, confirmed by the letter, left by its reader', async ({
  page,
}) => {
  await login(page);
  await page.goto('/subscriptions');
  const topic = unique('Тема');
  await page.getByRole('button', { name: 'Тема', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Название').fill(topic);
  await dialog.getByLabel('Описание для подписчиков').fill('раз в месяц');
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await expect(page.getByRole('row', { name: new RegExp(topic) })).toContainText('0');

  const slug = unique('news').replace(' ', '-');
  const { items } = await api<{ items: { id: string; name: string }[] }>(page, 'GET', '/topics');
  const id = items.find((one) => one.name === topic)?.id;
  const field = (key: string, label: string, kind: string, more: object) => ({
    key,
    label,
    kind,
    ...more,
  });
  await api(page, 'POST', '/forms', {
    name: slug,
    slug,
    design: {
      title: 'Новости',
      fields: [
        field('mail', 'Почта', 'email', { to: 'email', required: true }),
        field('news', 'Хочу новости', 'subscribe', { topics: [id] }),
      ],
    },
  });
  const mail = address();
  await page.goto(`/f/${slug}`);
  await page.getByLabel(/Почта/).fill(mail);
  await page.getByLabel('Хочу новости').check();
  await expectAccessible(page);
  // Quicker than a person it would be taken for a program.
  await page.waitForTimeout(3_500);
  await page.getByRole('button', { name: 'Отправить' }).click();
  await expect(page.getByRole('status')).toBeVisible();

  await page.goto('/subscriptions');
  const row = page.getByRole('row', { name: new RegExp(mail) });
  await expect(async () => {
    await page.reload();
    await expect(row).toContainText('ждёт подтверждения', { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });

  // The letter, as the mailbox of the demo caught it.
  let letter: string | undefined;
  await expect(async () => {
    const { items } = await api<{ items: { id: string; to: string }[] }>(page, 'GET', '/mails');
    letter = items.find((one) => one.to === mail)?.id;
    expect(letter).toBeDefined();
  }).toPass({ timeout: 15_000 });
  const whole = await api<{ text: string }>(page, 'GET', `/mails/${letter}`);
  const path = /\/s\/c\/\S+/.exec(whole.text)?.[0] ?? '';
  await page.goto(path);
  await expect(page.getByText(topic)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Подтвердить' }).click();
  await expect(page.getByRole('heading', { name: 'Подписка подтверждена' })).toBeVisible();
  await page.getByRole('link', { name: 'Выбрать темы' }).click();
  await expect(page.getByLabel(new RegExp(topic))).toBeChecked();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Отписаться от всего' }).click();
  await expect(page.getByText('Сохранено')).toBeVisible();
  await expect(page.getByLabel(new RegExp(topic))).not.toBeChecked();

  await page.goto('/subscriptions');
  await expect(row).toContainText('отписка');
});
