import { api, expect, expectAccessible, login, settled, shot, test, unique } from './support/app';
import { PERSON, serveSite } from './support/site';

interface Kept {
  id: string;
}

const consent = {
  key: 'pd',
  label: 'Согласен на обработку персональных данных',
  kind: 'consent',
  purpose: 'personal_data',
  required: true,
};
const fields = [
  { key: 'name', label: 'Имя', kind: 'text', to: 'name', required: true },
  { key: 'phone', label: 'Телефон', kind: 'phone', to: 'phone', required: true },
  consent,
];

test('from a visit to the price of a lead', async ({ page, browser, baseURL }) => {
  test.setTimeout(90_000);
  await login(page);
  const word = unique('проба').replaceAll(' ', '-');
  const channels = await api<{ items: { id: string; kind: string }[] }>(page, 'GET', '/channels');
  const context = channels.items.find((channel) => channel.kind === 'context');
  const campaign = await api<Kept>(page, 'POST', '/campaigns', {
    name: word,
    channel_id: context?.id,
    rules: [{ source: 'yandex', medium: 'cpc', campaign: word }],
  });
  const today = new Date().toISOString().slice(0, 10);
  await api(page, 'PUT', `/campaigns/${campaign.id}/days`, {
    days: [{ day: today, cost: 150_000 }],
  });
  const site = await api<Kept & { key: string }>(page, 'POST', '/sites', {
    name: word,
    domains: ['127.0.0.1'],
  });
  const slug = `f-${Date.now()}`;
  await api(page, 'POST', '/forms', {
    name: word,
    slug,
    design: { title: 'Получить расчёт', thanks: 'Ждите звонка', fields },
  });

  const { home, close } =
    await serveSite(`<!doctype html><html lang="ru"><title>Чужой сайт</title><h1>Насосы</h1>
    <script async data-test src="${baseURL}/v.js" data-site="${site.key}"></script>
    <script async src="${baseURL}/f/${slug}/embed.js"></script></html>`);
  const visitor = await browser.newContext(PERSON);
  const there = await visitor.newPage();
  const counted = () => there.waitForResponse((answer) => answer.url() === `${baseURL}/v`);
  let hit = counted();
  await there.goto(`${home}/?utm_source=yandex&utm_medium=cpc&utm_campaign=${word}`);
  expect((await hit).status()).toBe(204);
  // Another day: the browser begins another visit and is the same visitor.
  await there.evaluate(() => localStorage.removeItem('voronka-visit'));
  hit = counted();
  await there.goto(`${home}/price`);
  expect((await hit).status()).toBe(204);

  const phone = `+7 9${String(Date.now()).slice(-9)}`;
  await there.getByRole('button', { name: 'Отправить' }).waitFor();
  await there.waitForTimeout(2_100);
  await there.getByRole('button', { name: 'Отправить' }).click();
  await expect(there.getByText('Заполните это поле').first()).toBeVisible();
  await there.getByLabel('Имя').fill(word);
  await there.getByLabel('Телефон').fill(phone);
  await there.getByLabel(/Согласен/).check();
  await there.getByRole('button', { name: 'Отправить' }).click();
  await expect(there.getByText('Ждите звонка')).toBeVisible();
  expect(await visitor.cookies()).toEqual([]);
  await visitor.close();
  close();

  await page.goto('/inquiries');
  await page
    .getByRole('row', { name: new RegExp(word) })
    .first()
    .dblclick();
  const panel = page.getByRole('region', { name: 'Обращение' });
  await expect(panel.getByRole('heading', { name: word })).toBeVisible();
  await panel.getByRole('button', { name: 'Взять себе' }).click();
  await expect(panel.getByText('В работе')).toBeVisible();
  await shot(page, 'inquiry-panel');
  await expectAccessible(page);
  await panel.getByRole('link', { name: word }).last().click();
  await expect(page).toHaveURL(/\/deals\//);
  await expect(page.getByText(/Посещение сайта/)).toHaveCount(2);

  await page.goto('/attract?period=month');
  await settled(page);
  const row = page.getByRole('row', { name: new RegExp(word) });
  await expect(row.locator('[data-metric="leads"]')).toHaveAttribute('data-value', '1');
  await expect(row.locator('[data-metric="cost_per_lead"]')).toHaveAttribute(
    'data-value',
    '150000',
  );
  await row.locator('[data-metric="cost_per_lead"]').click();
  await expect(page.getByText('расход / лиды')).toBeVisible();
});

test('a form works without any script', async ({ page, browser, baseURL }) => {
  await login(page);
  const slug = `plain-${Date.now()}`;
  const name = unique('Без скрипта');
  await api(page, 'POST', '/forms', { name, slug, design: { title: 'Заявка', fields } });
  const visitor = await browser.newContext({ ...PERSON, javaScriptEnabled: false });
  const there = await visitor.newPage();
  await there.goto(`${baseURL}/f/${slug}`);
  await there.getByLabel('Имя').fill(name);
  await there.waitForTimeout(2_100);
  await there.getByRole('button', { name: 'Отправить' }).click();
  await expect(there.getByRole('alert')).toBeVisible();
  await expect(there.getByLabel('Имя')).toHaveValue(name);
  await there.getByLabel('Телефон').fill('8 912 000-11-22');
  await there.getByLabel(/Согласен/).check();
  await there.getByRole('button', { name: 'Отправить' }).click();
  await expect(there.getByRole('status')).toContainText('Спасибо');
  await visitor.close();
});

test('the page of a form is accessible', async ({ page, baseURL }) => {
  await login(page);
  const slug = `axe-${Date.now()}`;
  await api(page, 'POST', '/forms', {
    name: unique('Доступная'),
    slug,
    design: { title: 'Заявка', accent: '#facc15', fields },
  });
  await page.goto(`${baseURL}/f/${slug}`);
  await expectAccessible(page);
  await shot(page, 'form-hosted');
});

test('a campaign is made, its rule and its days are kept', async ({ page }) => {
  await login(page);
  const name = unique('Кампания');
  await page.goto('/campaigns');
  await page.getByRole('button', { name: 'Кампания' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Название').fill(name);
  await dialog.getByRole('combobox', { name: 'Канал' }).click();
  await page.getByRole('option', { name: 'SEO' }).click();
  await dialog.getByRole('button', { name: 'Создать' }).click();
  await expect(page).toHaveURL(/\/campaigns\//);

  const tag = unique('метка').replaceAll(' ', '_');
  await page.getByLabel('utm_campaign, правило 1').fill(tag);
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await expect(page.getByRole('button', { name: 'Сохранить' })).toHaveCount(0);
  await page.getByLabel('Страница').fill('https://site.ru/promo');
  await expect(page.getByText(`utm_campaign=${encodeURIComponent(tag)}`)).toBeVisible();
  await expect(page.getByText(/будет засчитано кампании/)).toBeVisible();

  // A budget that nobody has named is not one of nothing; it is named and taken away again.
  const budget = page.getByRole('button', { name: /^Бюджет: / });
  await expect(budget).toHaveText('Указать');
  await budget.click();
  await page.getByRole('textbox', { name: 'Бюджет' }).fill('150000');
  await page.keyboard.press('Enter');
  await expect(budget).toContainText(/150\s000/);
  await budget.click();
  await page.getByRole('textbox', { name: 'Бюджет' }).fill('');
  await page.keyboard.press('Enter');
  await expect(budget).toHaveText('Указать');

  const cost = page.getByLabel(/^Расход, 1 /);
  await cost.fill('1250,50');
  await page.getByLabel(/^Клики, 1 /).fill('40');
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await expect(page.getByRole('button', { name: 'Сохранить' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel(/^Клики, 1 /)).toHaveValue('40');
  await expect(page.getByLabel('utm_campaign, правило 1')).toHaveValue(tag);
});

test('a form is built, and its page shows what was built', async ({ page, baseURL }) => {
  await login(page);
  const name = unique('Расчёт');
  await page.goto('/forms');
  await page.getByRole('button', { name: 'Форма' }).click();
  await page.getByRole('dialog').getByLabel('Название').fill(name);
  await page.getByRole('button', { name: 'Создать' }).click();
  await expect(page).toHaveURL(/\/forms\//);
  await page.getByRole('button', { name: 'Поле', exact: true }).click();
  await page.getByLabel('Вопрос 5').fill('Сколько насосов?');
  await page.getByRole('button', { name: 'Поднять поле 5' }).click();
  await expect(page.getByRole('region', { name: 'Как это выглядит' })).toContainText(
    'Сколько насосов?',
  );
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await expect(page.getByRole('button', { name: 'Сохранить' })).toBeDisabled();
  const address = await page.getByText(/^\/f\//).innerText();
  await page.goto(`${baseURL}${address}`);
  await expect(page.getByLabel('Сколько насосов?')).toBeVisible();
});

test('an inquiry is written down by hand and refused with a reason', async ({ page }) => {
  await login(page);
  const name = unique('Звонок');
  await page.goto('/inquiries?new=1');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Имя').fill(name);
  await dialog.getByLabel('О чём').fill('Ищет работу');
  await dialog.getByRole('button', { name: 'Записать' }).click();
  const panel = page.getByRole('region', { name: 'Обращение' });
  await expect(panel.getByRole('heading', { name })).toBeVisible();
  await panel.getByRole('button', { name: 'Ещё' }).click();
  await page.getByRole('menuitem', { name: 'Не наш клиент…' }).click();
  await page.getByRole('combobox', { name: 'Причина' }).click();
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Закрыть обращение' }).click();
  await expect(panel.getByText('не наш клиент')).toBeVisible();
});

test('a call is written down on a deal and seen in its story', async ({ page }) => {
  await login(page);
  const title = unique('Звонок по сделке');
  const deal = await api<Kept>(page, 'POST', '/deals', { title });
  await page.goto(`/deals/${deal.id}`);
  await page.getByText('Звонок, встреча').click();
  await page.getByLabel('Сколько минут').fill('5');
  await page.getByLabel('О чём говорили').fill('Просят скидку');
  await page.getByRole('button', { name: 'Записать' }).click();
  await expect(page.getByText(/Звонок клиенту/)).toBeVisible();
  await expect(page.getByText('Просят скидку')).toBeVisible();
  await expectAccessible(page);
});

test('working hours decide until when an inquiry waits', async ({ page }) => {
  await login(page);
  await page.goto('/settings/workspace');
  await page.getByLabel('До', { exact: true }).fill('17:30');
  await page.getByRole('button', { name: 'Сохранить' }).first().click();
  await expect(page.getByText('Сохранено.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('До', { exact: true })).toHaveValue('17:30');
  await page.getByLabel('До', { exact: true }).fill('18:00');
  await page.getByRole('button', { name: 'Сохранить' }).first().click();
  await expect(page.getByText('Сохранено.').first()).toBeVisible();
});
