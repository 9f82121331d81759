import {
  api,
  type Deal,
  expect,
  expectAccessible,
  expectNoSideScroll,
  login,
  newDeal,
  test,
  unique,
} from './support/app';

/** A browser that says of itself what people's browsers do. */
const PERSON = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

const PDF = '%PDF-1.4 a case';

async function material(page: import('@playwright/test').Page, title: string) {
  return api<{ id: string; version: number }>(page, 'POST', '/materials', {
    kind: 'article',
    title,
    summary: 'Коротко о главном',
    link: new URL('/api/health', process.env.VORONKA_URL).href,
  });
}

test('what is sent is opened by a client and seen on the deal', async ({ page, browser }) => {
  await login(page);
  const title = unique('Кейс');
  const deal: Deal = await newDeal(page, unique('Насосы'));
  await material(page, title);
  await page.goto(`/deals/${deal.id}`);
  const card = page.getByRole('region', { name: 'Материалы' });
  await card.getByRole('button', { name: 'Отправить…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox', { name: 'Найти материал' }).fill(title);
  await dialog.getByRole('checkbox', { name: title }).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Создать ссылку' }).click();
  await expect(dialog.getByText('Ссылка готова')).toBeVisible();
  const link = await dialog.locator('code').innerText();
  expect(link).toMatch(/\/c\/[\w-]{43}$/);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Закрыть' }).click();
  await expect(card).toContainText('Не открывали');

  // The sender's own look is not counted.
  await page.goto(link);
  await expect(page.getByRole('note')).toContainText('ваш просмотр не считается');
  await page.waitForTimeout(2_300);

  const other = await browser.newContext({ userAgent: PERSON });
  await other.addInitScript(() => {
    Object.defineProperty(navigator, 'webdriver', { get: () => false });
  });
  const client = await other.newPage();
  await client.goto(link);
  await expect(client.getByText('Коротко о главном')).toBeVisible();
  await client.waitForTimeout(2_300);
  const opened = other.waitForEvent('page');
  await client.getByRole('link', { name: title }).click();
  expect((await opened).url()).toContain('/api/health');
  await other.close();

  await page.goto(`/deals/${deal.id}`);
  await expect(card).toContainText('Открыто 1 раз');
  await expect(card.getByRole('img', { name: 'открыт' })).toBeVisible();
  await expect(page.getByText(`Открыта страница с материалами: «${title}»`)).toBeVisible();

  // Switched off, it is gone.
  await card.getByRole('button', { name: `Ссылка: ${title}` }).click();
  await page.getByRole('menuitem', { name: 'Выключить ссылку' }).click();
  await expect(card).toContainText('Ссылка выключена');
  const answer = await page.request.get(link);
  expect(answer.status()).toBe(404);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the page of a client can be read by everybody, ${colorScheme}`, async ({
    page,
    browser,
  }) => {
    await login(page);
    const deal = await newDeal(page, unique('Страница'));
    const made = await material(page, unique('Статья'));
    const sent = await api<{ path: string }>(page, 'POST', '/content-sends', {
      deal_id: deal.id,
      materials: [made.id],
    });
    const size = { width: 390, height: 844 };
    const other = await browser.newContext({ userAgent: PERSON, colorScheme, viewport: size });
    const client = await other.newPage();
    for (const path of [sent.path, '/c/wrong']) {
      await client.goto(new URL(path, page.url()).href);
      await expectAccessible(client);
      await expectNoSideScroll(client);
    }
    await other.close();
  });
}

test('a client without scripts is counted too', async ({ page, browser }) => {
  await login(page);
  const deal = await newDeal(page, unique('Без скриптов'));
  const made = await material(page, unique('Статья'));
  const sent = await api<{ path: string }>(page, 'POST', '/content-sends', {
    deal_id: deal.id,
    materials: [made.id],
    lang: 'en',
  });
  const other = await browser.newContext({ userAgent: PERSON, javaScriptEnabled: false });
  const client = await other.newPage();
  await client.goto(new URL(sent.path, page.url()).href);
  await expect(client.getByText('The sender sees when this page is opened.')).toBeVisible();
  await client.waitForLoadState('networkidle');
  await other.close();
  const { items } = await api<{ items: { visits: number }[] }>(
    page,
    'GET',
    `/content-sends?filter[deal]=${deal.id}`,
  );
  expect(items[0]?.visits).toBe(1);
});

test('a material is added with a file, gets another version, and is archived', async ({ page }) => {
  await login(page);
  const title = unique('Брошюра');
  await page.goto('/content?new=1');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Название').fill(title);
  const file = dialog.locator('input[type=file]');
  await file.setInputFiles({
    name: 'page.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('<html><script>alert(1)</script>'),
  });
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await expect(dialog.getByText(/Такой файл принять нельзя/)).toBeVisible();
  await expectAccessible(page);
  await file.setInputFiles({
    name: 'a.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from(PDF),
  });
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('searchbox').first().fill(title);
  const table = page.getByRole('grid', { name: 'Материалы' });
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(table.getByText('a.pdf')).toBeVisible();
  await table.getByText(title).click();
  await dialog.getByLabel('Или ссылка').fill('https://example.com/b');
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  await expect(dialog).toHaveCount(0);
  await table.getByText(title).click();
  const versions = dialog.getByRole('region', { name: 'Версии' });
  await expect(versions.getByRole('listitem')).toHaveCount(2);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'В архив' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(table.getByText(title)).toHaveCount(0);
});

test('what materials give stands beside those without them', async ({ page }) => {
  await login(page);
  await page.goto('/content');
  await page.getByText('Что они дают').click();
  const table = page.getByRole('table');
  await expect(table.getByText('Каталог насосов и компрессоров')).toBeVisible();
  await expect(page.getByText(/Это не доказывает, что помог материал/)).toBeVisible();
  await page.getByText('Кто открыл').click();
  await expectAccessible(page);
  await table
    .getByRole('button', { name: /отправлен/ })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
});
