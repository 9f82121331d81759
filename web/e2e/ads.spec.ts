import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { api, expect, expectAccessible, login, settled, shot, test, unique } from './support/app';

interface Kept {
  id: string;
}

test.beforeEach(async ({ page }) => {
  await login(page);
});

test('a report of advertising is loaded, loaded again and taken back', async ({ page }) => {
  const name = unique('Отчёт');
  const number = String(Date.now());
  const report = [
    '"Отчёт (2026-01-20 - 2026-01-21)"',
    'Date\tCampaignId\tCampaignName\tImpressions\tClicks\tCost',
    `2026-01-20\t${number}\t${name}\t12000\t240\t14640000000`,
    `2026-01-21\t${number}\t${name}\t11000\t200\t12200500000`,
    `завтра\t${number}\t${name}\t1\t1\t1000000`,
    'Total rows: 3',
  ].join('\n');
  const load = async () => {
    await page.goto('/campaigns');
    await page.getByRole('link', { name: 'Загрузить отчёт' }).click();
    await expect(page.getByRole('dialog')).toContainText('Площадка узнаётся по столбцам');
    await page.getByLabel('Файл с таблицей').setInputFiles({
      name: 'direct.tsv',
      mimeType: 'text/tab-separated-values',
      buffer: Buffer.from(report),
    });
    await page.getByRole('button', { name: 'Дальше' }).click();
    await expect(page).toHaveURL(/\/imports\/[0-9a-f-]+/);
  };
  await load();
  await expect(page.getByRole('combobox', { name: 'Площадка' })).toHaveValue('Яндекс Директ');
  await expect(page.getByRole('combobox', { name: 'Поле для столбца «Cost»' })).toHaveValue(
    /миллионных/,
  );
  await shot(page, 'ads-columns');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Проверить' }).click();
  await expect(page.getByText(`Новая кампания: «${name}»`)).toBeVisible();
  await expect(page.getByText('Строк с итогами')).toContainText('1');
  await shot(page, 'ads-check');
  await page.getByRole('button', { name: 'Загрузить 2 строки' }).click();
  await expect(page.getByText('Импорт завершён')).toBeVisible();
  const first = page.url();

  // The same file once more changes nothing.
  await load();
  await page.getByRole('button', { name: 'Проверить' }).click();
  await expect(page.getByText('Загружать нечего')).toBeVisible();

  await page.goto(`/campaigns?q=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name }).click();
  await expect(page.getByText('26 840,50').first()).toBeVisible();
  await expect(page.getByText(number)).toBeVisible();

  await page.goto(first);
  await page.getByRole('button', { name: 'Отменить импорт' }).first().click();
  await page
    .getByRole('button', { name: /Отменить импорт|Отменить/ })
    .last()
    .click();
  await expect(page.getByText('Импорт отменён')).toBeVisible();
  await page.goto(`/campaigns?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole('link', { name })).toHaveCount(0);
});

test('the room compares campaigns, channels, content, pages and days', async ({ page }) => {
  await page.goto('/attract?period=12m');
  await settled(page);
  for (const tab of ['Каналы', 'Контент', 'Посадочные страницы', 'Дни', 'Кампании']) {
    await page.getByRole('tab', { name: tab }).click();
    await settled(page);
    const table = page.getByRole('region', { name: 'Расход и результат' });
    await expect(table.getByRole('row').nth(1)).toBeVisible();
    await expect(table.getByRole('row').last()).toContainText('Всего');
  }
  await page.getByRole('combobox', { name: 'Чья сделка' }).click();
  await page.getByRole('option', { name: 'поровну между касаниями' }).click();
  await settled(page);
  const row = page.getByRole('row', { name: /Таргет ВКонтакте/ });
  await row.getByRole('button', { name: /выручка/ }).click();
  await expect(page.getByText('1/n').first()).toBeVisible();
});

test('tags that nobody knows become a rule in one click', async ({ page }) => {
  const word = `tag${Date.now()}`;
  await api(page, 'POST', '/inquiries', {
    name: word,
    company: word,
    url: `https://site.ru/?utm_source=vk&utm_medium=cpc&utm_campaign=${word}`,
  });
  await page.goto('/attract');
  await page.getByRole('link', { name: /Метки, которых никто не знает/ }).click();
  const line = page.getByRole('listitem').filter({ hasText: word });
  await line.getByRole('combobox').click();
  await page.getByRole('option', { name: `Новая кампания «${word}»` }).click();
  await line.getByRole('button', { name: 'Сделать правилом' }).click();
  await expect(line).toHaveCount(0);
  const found = await api<{ campaign: string }>(page, 'POST', '/campaigns/recognise', {
    url: `https://site.ru/?utm_source=vk&utm_medium=cpc&utm_campaign=${word}`,
  });
  expect(found.campaign).toBe(word);
});

test('goals are set where they are looked at', async ({ page }) => {
  const word = unique('Цель');
  const channels = await api<{ items: Kept[] }>(page, 'GET', '/channels');
  const campaign = await api<Kept>(page, 'POST', '/campaigns', {
    name: word,
    channel_id: channels.items[0]?.id,
    erid: '2VtzqvTest',
    rules: [
      { source: 'yandex', medium: 'cpc', campaign: word },
      { source: 'vk', medium: 'cpc', campaign: word },
    ],
  });
  await page.goto(`/campaigns/${campaign.id}`);
  await page.getByLabel('Страница').fill('https://site.ru/promo');
  await page.getByLabel('utm_term').first().fill('{keyword}');
  await page.getByRole('combobox', { name: 'По правилу' }).click();
  await page.getByRole('option', { name: /^vk/ }).click();
  const link = page.locator('code').filter({ hasText: 'site.ru/promo' });
  await expect(link).toContainText('utm_source=vk');
  await expect(link).toContainText('utm_term={keyword}');
  await expect(link).toContainText('erid=2VtzqvTest');
  await expect(page.getByText('подставит только рекламный кабинет')).toBeVisible();
  await page.getByRole('button', { name: /^Лидов/ }).click();
  await page.getByRole('textbox', { name: 'Лидов' }).fill('25');
  await page.keyboard.press('Enter');
  await expect
    .poll(
      async () =>
        (await api<{ goal_leads: number }>(page, 'GET', `/campaigns/${campaign.id}`)).goal_leads,
    )
    .toBe(25);

  await page.goto('/attract');
  const plan = page.getByRole('textbox', { name: /План: .*Лиды/ });
  await plan.fill('77');
  await plan.press('Enter');
  await expect(page.getByText(/% (отстаёт|по плану|впереди)/).first()).toBeVisible();
});

test('pages that a site opens without loading are counted', async ({ page, browser, baseURL }) => {
  const site = await api<Kept & { key: string }>(page, 'POST', '/sites', {
    name: unique('Одностраничный'),
    domains: ['127.0.0.1'],
  });
  const server = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.end(
      `<!doctype html><title>Сайт</title><script async data-test src="${baseURL}/v.js" data-site="${site.key}"></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = await browser.newContext({
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  });
  const there = await context.newPage();
  const counted = () => there.waitForResponse((answer) => answer.url() === `${baseURL}/v`);
  let hit = counted();
  await there.goto(home);
  await hit;
  hit = counted();
  await there.evaluate(() => history.pushState({ a: 1 }, '', '/second'));
  await hit;
  // The same address and a place within the page are no other page.
  await there.evaluate(() => {
    history.pushState({}, '', '/second');
    history.pushState({}, '', '/second#place');
  });
  await there.waitForTimeout(500);
  await context.close();
  server.close();
  const visits = await api<{ pages: number }[]>(page, 'GET', `/sites/${site.id}/visits`);
  expect(visits.map((visit) => visit.pages)).toEqual([2]);
});
