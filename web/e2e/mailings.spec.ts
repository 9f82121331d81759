import {
  api,
  expect,
  expectAccessible,
  login,
  type Page,
  settled,
  shot,
  test,
  unique,
} from './support/app';

interface Kept {
  id: string;
}

interface MailPage {
  items: (Kept & { to: string })[];
}

/** A topic with one subscriber, who has pressed the button that their letter leads to. */
async function subscribed(page: Page, topic: string, address: string): Promise<void> {
  await api(page, 'PATCH', '/workspace', { site_url: new URL(page.url()).origin });
  const made = await api<Kept>(page, 'POST', '/topics', { name: topic });
  await api(page, 'POST', '/subscriptions', { address, topics: [made.id] });
  const letter = async () => {
    const { items } = await api<MailPage>(page, 'GET', '/mails?limit=20');
    return items.find((mail) => mail.to === address)?.id;
  };
  await expect.poll(letter).toBeTruthy();
  const { text } = await api<{ text: string }>(page, 'GET', `/mails/${await letter()}`);
  const link = text.match(/https?:\/\/\S+\/s\/c\/\S+/)?.[0] ?? '';
  expect((await page.request.post(link)).ok()).toBe(true);
}

test('a mailing is written, tried, sent, and every number opens its letters', async ({ page }) => {
  await login(page);
  await page.goto('/subscriptions');
  await settled(page);
  const topic = unique('Новости');
  const address = `${unique('reader').replace(' ', '')}@firm.example`;
  await subscribed(page, topic, address);
  await page.reload();
  await settled(page);
  await page
    .getByRole('region', { name: 'Рассылки' })
    .getByRole('link', { name: 'Рассылка', exact: true })
    .click();
  await page.getByRole('combobox', { name: 'Кому: подписчики темы' }).click();
  await page.getByRole('option', { name: topic }).click();
  const subject = unique('Скидки');
  await page.getByRole('textbox', { name: 'Тема' }).fill(subject);
  await page.getByRole('textbox', { name: 'Текст' }).fill('Здравствуйте, {{contact.first_name}}!');
  await expect(page.getByText('Не заполнено: {{contact.first_name}}')).toBeVisible();
  await page
    .getByRole('textbox', { name: 'Текст' })
    .fill('Здравствуйте, {{contact.first_name|"коллега"}}!\n\n**Дешевле**');
  await expect(page.getByText('Не заполнено')).toHaveCount(0);
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await expect(page).toHaveURL(/\/mailings\/[0-9a-f-]{36}/);
  await expect(page.getByRole('button', { name: 'Отправить 1 подписчику' })).toBeVisible();
  await settled(page);
  await shot(page, 'mailing');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Проверить на себе' }).click();
  await expect(page.getByText('Письмо уйдёт на owner@demo.voronka')).toBeVisible();

  await page.getByRole('button', { name: 'Отправить 1 подписчику' }).click();
  await page.getByRole('button', { name: 'Отправить', exact: true }).click();
  await expect(page.getByText('отправлена')).toBeVisible();
  await expect(page.getByText('1 ушло')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('textbox', { name: 'Текст' })).not.toBeEditable();
  await expectAccessible(page);
  await shot(page, 'mailing-sent');
  await page.getByRole('link', { name: '1', exact: true }).click();
  await expect(page.getByText('1 письмо')).toBeVisible();
  await expect(page.getByRole('row', { name: new RegExp(address) })).toContainText(subject);

  await page.goto('/subscriptions');
  await settled(page);
  const row = page.getByRole('row', { name: new RegExp(subject) });
  await expect(row).toContainText('1 ушло');
  await shot(page, 'subscriptions-mailings');
});

test('a draft is deleted and a mailing without a topic is not saved', async ({ page }) => {
  await login(page);
  const topic = await api<Kept>(page, 'POST', '/topics', { name: unique('Пустая') });
  await page.goto('/mailings/new');
  await page.getByRole('textbox', { name: 'Тема' }).fill('Без темы');
  await page.getByRole('textbox', { name: 'Текст' }).fill('Текст');
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await expect(page.getByText('Выберите тему')).toBeVisible();
  const made = await api<Kept>(page, 'POST', '/mailings', {
    topic_id: topic.id,
    subject: 'Никому',
    body: 'Текст',
  });
  await page.goto(`/mailings/${made.id}`);
  await expect(page.getByRole('button', { name: 'Подписчиков пока нет' })).toBeDisabled();
  await page.getByRole('button', { name: 'Удалить' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Удалить' }).click();
  await expect(page).toHaveURL(/\/subscriptions/);
});
