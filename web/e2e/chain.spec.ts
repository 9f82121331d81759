/** The whole top of the funnel at a new company: visits, a form, a letter, an inquiry, a deal, the price of a lead. */
import { api, expect, settled, test } from './support/app';
import { openPostbox, type Postbox } from './support/postbox';
import { type Server, startServer } from './support/server';
import { PERSON, type Site, serveSite } from './support/site';

let server: Server;
let postbox: Postbox;
let site: Site | undefined;

test.beforeAll(async () => {
  server = await startServer('serve');
  postbox = await openPostbox();
});

test.afterAll(async () => {
  site?.close();
  await postbox.close();
  await server.stop();
});

interface Kept {
  id: string;
}

const field = (key: string, label: string, kind: string, more: object) => ({
  key,
  label,
  kind,
  ...more,
});

test('from the first visit to a confirmed subscription and the price of a lead', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  await page.goto(`${server.url}/setup`);
  await page.getByLabel('Название компании').fill('ООО «Первая»');
  await page.getByLabel('Ваше имя').fill('Ольга Первая');
  await page.getByLabel('Почта').fill('olga@first.example');
  await page.getByLabel('Пароль', { exact: true }).fill('a long enough password');
  await page.getByRole('button', { name: 'Начать работу' }).click();
  await expect(page).toHaveURL(/\/board/);

  await api(page, 'PATCH', '/workspace', { site_url: server.url });
  await api(page, 'POST', '/mail/accounts', {
    kind: 'smtp',
    name: 'Компания',
    address: 'news@first.example',
    host: '127.0.0.1',
    port: postbox.port,
    security: 'none',
  });
  const channels = await api<{ items: (Kept & { kind: string })[] }>(page, 'GET', '/channels');
  const campaign = await api<Kept>(page, 'POST', '/campaigns', {
    name: 'Насосы осенью',
    channel_id: channels.items.find((channel) => channel.kind === 'context')?.id,
    rules: [{ source: 'yandex', medium: 'cpc', campaign: 'autumn' }],
  });
  const today = new Date().toISOString().slice(0, 10);
  await api(page, 'PUT', `/campaigns/${campaign.id}/days`, {
    days: [{ day: today, cost: 150_000 }],
  });
  const counter = await api<{ key: string }>(page, 'POST', '/sites', {
    name: 'Сайт',
    domains: ['127.0.0.1'],
  });
  const topic = await api<Kept>(page, 'POST', '/topics', { name: 'Новости' });
  await api(page, 'POST', '/forms', {
    name: 'Расчёт',
    slug: 'raschet',
    design: {
      title: 'Получить расчёт',
      thanks: 'Ждите звонка',
      fields: [
        field('name', 'Имя', 'text', { to: 'name', required: true }),
        field('mail', 'Почта', 'email', { to: 'email', required: true }),
        field('pd', 'Согласен на обработку', 'consent', {
          purpose: 'personal_data',
          required: true,
        }),
        field('news', 'Хочу новости', 'subscribe', { topics: [topic.id] }),
      ],
    },
  });

  site = await serveSite(`<!doctype html><html lang="ru"><title>Чужой сайт</title><h1>Насосы</h1>
    <script async data-test src="${server.url}/v.js" data-site="${counter.key}"></script>
    <script async src="${server.url}/f/raschet/embed.js"></script></html>`);
  const visitor = await browser.newContext(PERSON);
  const there = await visitor.newPage();
  const counted = () => there.waitForResponse((answer) => answer.url() === `${server.url}/v`);
  let hit = counted();
  await there.goto(`${site.home}/?utm_source=yandex&utm_medium=cpc&utm_campaign=autumn`);
  expect((await hit).status()).toBe(204);
  // Another day: the browser begins another visit and is the same visitor.
  await there.evaluate(() => localStorage.removeItem('voronka-visit'));
  hit = counted();
  await there.goto(`${site.home}/price`);
  expect((await hit).status()).toBe(204);
  await there.getByRole('button', { name: 'Отправить' }).waitFor();
  await there.waitForTimeout(2_100);
  await there.getByLabel('Имя').fill('Пётр Ильин');
  await there.getByLabel('Почта').fill('petr@client.example');
  await there.getByLabel(/Согласен/).check();
  await there.getByLabel('Хочу новости').check();
  await there.getByRole('button', { name: 'Отправить' }).click();
  await expect(there.getByText('Ждите звонка')).toBeVisible();

  // The letter left by a real mail server; the link in it only asks, the button confirms.
  await expect.poll(() => postbox.mails.length, { timeout: 30_000 }).toBe(1);
  const letter = postbox.mails[0];
  expect([letter?.to].flat().map((to) => to?.text)).toEqual(['petr@client.example']);
  const link = /https?:\/\/\S+\/s\/c\/\S+/.exec(letter?.text ?? '')?.[0] ?? '';
  await there.goto(link);
  const state = async () => {
    const { items } = await api<{ items: { state: string }[] }>(page, 'GET', '/subscriptions');
    return items.map((one) => one.state);
  };
  expect(await state()).toEqual(['pending']);
  await there.getByRole('button').first().click();
  await expect.poll(state).toEqual(['confirmed']);
  await visitor.close();

  await page.goto(`${server.url}/inquiries`);
  await page.getByRole('row', { name: /Пётр Ильин/ }).dblclick();
  const panel = page.getByRole('region', { name: 'Обращение' });
  await panel.getByRole('link').last().click();
  await expect(page).toHaveURL(/\/deals\//);
  await expect(page.getByText(/Посещение сайта/)).toHaveCount(2);

  await page.goto(`${server.url}/attract?period=month`);
  await settled(page);
  const price = page
    .getByRole('row', { name: /Насосы осенью/ })
    .locator('[data-metric="cost_per_lead"]');
  await expect(price).toHaveAttribute('data-value', '150000');
});
