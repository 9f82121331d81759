import {
  api,
  expect,
  expectAccessible,
  expectNoSideScroll,
  login,
  type Page,
  test,
  unique,
} from './support/app';

interface Kept {
  id: string;
}

interface QuestionSet extends Kept {
  version: number;
  number: number;
  questions: unknown[];
}

const list = (page: Page, name: string) => page.getByRole('region', { name });

test('a client who came waits in the room until somebody calls', async ({ page }) => {
  await login(page);
  await page.goto('/qualify');
  const waiting = list(page, 'Ответить клиенту');
  await expect(waiting.getByRole('listitem').first()).toBeVisible();
  const more = waiting.getByRole('button', { name: /^Ещё/ });
  // The newest is the least urgent.
  if (await more.isVisible()) await more.click();
  const title = unique('Ждёт ответа');
  const deal = await api<Kept>(page, 'POST', '/deals', { title });
  const row = waiting.getByRole('listitem').filter({ hasText: title });
  await expect(row, 'it comes up by itself').toContainText(/осталось|опоздали/);
  await expectAccessible(page);
  await api(page, 'POST', '/activities', {
    deal_id: deal.id,
    kind: 'call',
    direction: 'out',
    outcome: 'answered',
  });
  await expect(row, 'it goes by itself').toHaveCount(0);
});

test('numbers of the room open their deals, and it says what to improve', async ({ page }) => {
  await login(page);
  await page.goto('/qualify?period=12m&by=owner');
  await expect(page.getByRole('region', { name: 'Цель' })).toContainText('Квалифицированные');
  await expect(page.getByText(/в срок отвечают .+ клиентов/).first()).toBeVisible();
  const speeds = page.getByRole('region', { name: 'По скорости первого ответа' });
  await expect(speeds).toContainText('до 15 минут');
  await page
    .getByRole('button', { name: /^До первого ответа: .+Как посчитано$/ })
    .first()
    .click();
  const explain = page.getByRole('dialog');
  await expect(explain).toContainText('рабочих часов');
  await expect(explain.getByRole('link').first()).toBeVisible();
  await expectAccessible(page);
});

test('a deal that was put back is taken up again from the room and from its card', async ({
  page,
}) => {
  await login(page);
  await page.goto('/qualify');
  const back = list(page, 'Вернуться к клиенту');
  const row = back.getByRole('listitem').first();
  const title = await row.getByRole('link').innerText();
  await row.getByRole('button', { name: `Вернуть в работу: ${title}` }).click();
  await expect(back.getByRole('link', { name: title, exact: true })).toHaveCount(0);

  const { items } = await api<{ items: Kept[] }>(page, 'GET', '/lost-reasons');
  const deal = await api<Kept>(page, 'POST', '/deals', { title: unique('Отложенная') });
  await api(page, 'POST', `/deals/${deal.id}/recycle`, {
    version: 1,
    reason_id: items[0]?.id,
    back_on: '2040-01-15',
    note: 'Бюджет позже',
  });
  await page.goto(`/deals/${deal.id}`);
  const card = page.getByRole('region', { name: 'Квалификация' });
  await expect(card).toContainText('Отложена до 15 янв. 2040');
  await expect(card).toContainText('Бюджет позже');
  await card.getByRole('button', { name: /^Вернуть в работу/ }).click();
  await expect(card.getByRole('button', { name: 'Квалифицировать' })).toBeVisible();
  await expect(card).not.toContainText('Отложена до');
});

test('an answer keeps who gave it, how it is known, and what was said before', async ({ page }) => {
  await login(page);
  const person = unique('Свидетель');
  const contact = await api<Kept>(page, 'POST', '/contacts', { last_name: person });
  const deal = await api<Kept>(page, 'POST', '/deals', {
    title: unique('Ответы'),
    contact_ids: [contact.id],
  });
  await page.goto(`/deals/${deal.id}`);
  const card = page.getByRole('region', { name: 'Квалификация' });
  const budget = card.getByRole('group', { name: 'Бюджет есть?' });
  await budget.getByRole('button', { name: 'Нет' }).click();
  await expect(budget.getByRole('button', { name: 'Нет' })).toHaveAttribute('aria-pressed', 'true');
  await budget.getByRole('button', { name: 'Да' }).click();
  await expect(budget.getByRole('button', { name: 'Да' })).toHaveAttribute('aria-pressed', 'true');
  const details = card.getByRole('button', { name: 'Подробнее об ответе: Бюджет есть?' });
  await details.click();
  await expect(card.getByRole('list', { name: 'Раньше отвечали' })).toContainText('нет');
  await card.getByLabel('Откуда известно').fill('Письмо от 3 ноября');
  await card.getByRole('combobox', { name: 'Кто ответил' }).click();
  await page.getByRole('option', { name: person }).click();
  await card.getByRole('button', { name: 'Сохранить' }).click();
  await expect(details).toContainText(`${person}: Письмо от 3 ноября`);
  await expectAccessible(page);
});

test('a set of questions is made, previewed, saved as a version and removed', async ({ page }) => {
  await login(page);
  await page.goto('/settings/questions');
  await page.getByRole('button', { name: 'Набор', exact: true }).click();
  const name = unique('Опросник');
  await page.getByLabel('Название').fill(name);
  await page.getByLabel('Слова вопроса 1').fill('Сколько насосов нужно?');
  await page.getByRole('combobox', { name: 'Вид ответа 1' }).click();
  await page.getByRole('option', { name: 'Выбор' }).click();
  await page.getByRole('textbox', { name: 'Вариант 1, вопрос 1' }).fill('больше десяти');
  await page.getByRole('textbox', { name: 'Вариант 2, вопрос 1' }).fill('один');
  await page.getByRole('checkbox', { name: 'Обязательный, вопрос 1' }).check();
  const preview = page.getByRole('region', { name: 'Так увидят на сделке' });
  await expect(preview).toContainText('Сколько насосов нужно?');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Завести набор' }).click();
  await expect(page.getByRole('navigation', { name: 'Наборы вопросов' })).toContainText(name);

  await page.getByRole('button', { name: 'Вопрос', exact: true }).click();
  await page.getByLabel('Слова вопроса 2').fill('Когда нужны?');
  await page.getByRole('button', { name: 'Поднять вопрос 2' }).click();
  await expect(page.getByLabel('Слова вопроса 1')).toHaveValue('Когда нужны?');
  await expect(page.getByText(/Сделки в работе сразу увидят новую версию/)).toBeVisible();
  await page.getByRole('button', { name: 'Сохранить как версию 2' }).click();
  await expect(page.getByText('Сейчас задаётся версия 2.')).toBeVisible();

  await page.getByRole('button', { name: 'Убрать набор' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Убрать набор' }).click();
  await expect(page.getByText(name)).toHaveCount(0);
  const { items } = await api<{ items: QuestionSet[] }>(page, 'GET', '/question-sets');
  expect(items.filter((set) => set.number === 2)).not.toHaveLength(0);
});

test('without questions BANT is one press away', async ({ page }) => {
  await login(page);
  const { items } = await api<{ items: QuestionSet[] }>(page, 'GET', '/question-sets');
  const [set] = items;
  await api(page, 'PATCH', `/question-sets/${set?.id}`, { version: set?.version, archived: true });
  try {
    await page.goto('/settings/questions');
    const begin = page.getByRole('button', { name: 'Завести BANT' });
    await expect(begin).toBeVisible();
    await expectAccessible(page);
    await begin.click();
    await expect(page.getByLabel('Слова вопроса 1')).toHaveValue('Бюджет есть?');
  } finally {
    const now = await api<{ items: (QuestionSet & { archived: boolean })[] }>(
      page,
      'GET',
      '/question-sets',
    );
    for (const one of now.items) {
      const archived = one.id !== set?.id;
      if (one.archived === archived) continue;
      await api(page, 'PATCH', `/question-sets/${one.id}`, { version: one.version, archived });
    }
  }
});

test('limits of the first response are kept by source', async ({ page }) => {
  await login(page);
  const kept = await api(page, 'GET', '/first-contact-settings');
  try {
    await page.goto('/settings/first-response');
    await page.getByLabel('Минут: Сайт').fill('20');
    await page.getByRole('checkbox', { name: 'Ответа ждут: Рекомендация' }).uncheck();
    await expect(page.getByLabel('Минут: Рекомендация')).toBeDisabled();
    await page.getByRole('button', { name: 'Сохранить' }).click();
    await expect(page.getByRole('button', { name: 'Сохранить' })).toHaveCount(0);
    await page.reload();
    await expect(page.getByLabel('Минут: Сайт')).toHaveValue('20');
    await expect(page.getByLabel('Минут: Рекомендация')).toBeDisabled();
    await expectAccessible(page);
  } finally {
    await api(page, 'PUT', '/first-contact-settings', kept);
  }
});

test('the room fits on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await login(page);
  for (const path of ['/qualify?period=12m', '/settings/questions', '/settings/first-response']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    await expectNoSideScroll(page);
  }
});
