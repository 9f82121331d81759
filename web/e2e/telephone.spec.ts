// The card of a call stays for ten minutes after it, over what the pages of other specs press: this spec runs last.
import {
  api,
  expect,
  expectAccessible,
  expectNoSideScroll,
  login,
  type Page,
  settled,
  shot,
  test,
  unique,
} from './support/app';
import { exchange, phone, tell } from './support/telephony';

const cards = (page: Page) => page.getByRole('region', { name: 'Звонки сейчас' });

test('the card of a client comes up when their call rings, and a note is written on it', async ({
  page,
}) => {
  await login(page);
  const to = await exchange(page);
  const number = phone();
  const name = `<img src=x onerror=alert(1)> ${unique('Петров')}`;
  const contact = await api<{ id: string }>(page, 'POST', '/contacts', {
    last_name: name,
    points: [{ kind: 'phone', value: number }],
  });
  const title = unique('Насосы');
  const deal = await api<{ id: string }>(page, 'POST', '/deals', {
    title,
    contact_ids: [contact.id],
  });
  page.on('dialog', () => expect('a script of a name').toBe('never run'));
  await page.goto('/tasks');
  await settled(page);
  const call = { call_id: unique('c'), client_phone: number };
  expect(await tell(page, to, { ...call, seq: 1, event: 'ringing' }, 'whsec_AAAA')).toBe(401);
  expect(await tell(page, to, { ...call, seq: 1, event: 'ringing' })).toBe(200);
  const card = cards(page).getByRole('article').filter({ hasText: title });
  await expect(card.getByText('Входящий звонок')).toBeVisible();
  await expect(card.getByRole('link', { name: name })).toBeVisible();
  await shot(page, 'call-card');
  await expectAccessible(page);
  expect(await tell(page, to, { ...call, seq: 2, event: 'answered' })).toBe(200);
  await expect(card.getByText(/^Разговор \d:\d\d/)).toBeVisible();
  const note = unique('Просит счёт');
  await card.getByLabel('Заметка о звонке').fill(note);
  await card.getByRole('button', { name: 'Сохранить заметку' }).click();
  await expect(card.getByLabel('Заметка о звонке')).toHaveValue('');
  expect(
    await tell(page, to, { ...call, leg_id: undefined, seq: 3, event: 'ended', talk_sec: 65 }),
  ).toBe(200);
  await expect(card.getByText('Разговор окончен, 1:05')).toBeVisible();
  await card.getByRole('button', { name: 'Убрать карточку' }).click();
  await expect(card).toHaveCount(0);
  await page.reload();
  await settled(page);
  await expect(card).toHaveCount(0);
  await page.goto(`/deals/${deal.id}`);
  await expect(page.getByText(note)).toBeVisible();
  await expect(page.getByText('Входящий звонок (состоялся разговор, 1:05)')).toBeVisible();
  await page.goto('/calls');
  await settled(page);
  await expect(page.getByRole('row').filter({ hasText: title })).toContainText('1:05');
  await expectAccessible(page);
  await shot(page, 'calls');
});

test('a stranger is written down from the card, once', async ({ page }) => {
  await login(page);
  const to = await exchange(page);
  const call = { call_id: unique('c'), client_phone: phone() };
  await page.goto('/tasks');
  await settled(page);
  expect(await tell(page, to, { ...call, seq: 1, event: 'ringing' })).toBe(200);
  expect(await tell(page, to, { ...call, seq: 2, event: 'answered' })).toBe(200);
  const digits = call.client_phone.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2-$3-$4');
  const card = cards(page).getByRole('article', { name: digits });
  await expect(card.getByText('Этого номера нет среди контактов')).toBeVisible();
  const name = unique('Новикова');
  await card.getByLabel('Имя').fill(name);
  await card.getByLabel('О чём').fill('Хочет компрессор');
  await expectAccessible(page);
  await shot(page, 'call-card-new');
  await card.getByRole('button', { name: 'Записать клиента' }).click();
  await expect(card.getByRole('link', { name }).first()).toBeVisible();
  expect(
    await tell(page, to, { ...call, leg_id: undefined, seq: 3, event: 'ended', talk_sec: 30 }),
  ).toBe(200);
  await expect(card.getByText('Разговор окончен, 0:30')).toBeVisible();
  await page.goto('/inquiries?state=taken,new');
  await settled(page);
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(1);
});

test('a company that calls from its own number is known, and its page calls it', async ({
  page,
}) => {
  await login(page);
  const to = await exchange(page);
  const number = phone();
  const name = unique('Завод');
  const company = await api<{ id: string }>(page, 'POST', '/companies', { name, phone: number });
  const title = unique('Насосы');
  await api(page, 'POST', '/deals', { title, company_id: company.id });
  await page.goto(`/companies/${company.id}`);
  await settled(page);
  await expect(page.getByRole('link', { name: `Позвонить: ${number}` })).toHaveAttribute(
    'href',
    `tel:${number}`,
  );
  await expectAccessible(page);
  const call = { call_id: unique('c'), client_phone: number };
  expect(await tell(page, to, { ...call, seq: 1, event: 'ringing' })).toBe(200);
  const card = cards(page).getByRole('article').filter({ hasText: title });
  await expect(card.getByRole('link', { name })).toBeVisible();
  await expect(card.getByLabel('Заметка о звонке')).toBeVisible();
  expect(
    await tell(page, to, { ...call, leg_id: undefined, seq: 2, event: 'ended', talk_sec: 5 }),
  ).toBe(200);
  await page.goto('/calls');
  await settled(page);
  const row = page.getByRole('row').filter({ hasText: title });
  await expect(row.getByRole('link', { name })).toBeVisible();
  await expect(row.locator(`a[href="tel:${number}"]`)).toBeVisible();
});

test('the keys of Mango are replaced and the one that signs is never shown', async ({ page }) => {
  await login(page);
  const name = unique('Mango');
  const salt = unique('salt');
  const made = { name, provider: 'mango', api_key: 'code-1', salt };
  await api(page, 'POST', '/telephony-accounts', made);
  await page.goto('/settings/telephony');
  await settled(page);
  const account = page.getByRole('region', { name, exact: true });
  await account.getByRole('button', { name: 'Новые ключи' }).click();
  await expect(account.getByLabel('Уникальный код АТС')).toHaveValue('code-1');
  await expect(account.getByLabel('Ключ для создания подписи')).toHaveValue('');
  await account.getByLabel('Уникальный код АТС').fill('code-2');
  await account.getByLabel('Ключ для создания подписи').fill(unique('salt'));
  await expectAccessible(page);
  await account.getByRole('button', { name: 'Сохранить ключи' }).click();
  await expect(account.getByRole('button', { name: 'Новые ключи' })).toBeVisible();
  const all = await api<{ items: { name: string; api_key: string }[] }>(
    page,
    'GET',
    '/telephony-accounts',
  );
  expect(all.items.find((one) => one.name === name)?.api_key).toBe('code-2');
  expect(JSON.stringify(all)).not.toContain('salt');
});

test('a missed stranger is in the inbox', async ({ page }) => {
  await login(page);
  const to = await exchange(page);
  const call = { call_id: unique('c'), client_phone: phone(), leg_id: undefined };
  await page.goto('/inquiries');
  await settled(page);
  expect(await tell(page, to, { ...call, seq: 1, event: 'ended', outcome: 'missed' })).toBe(200);
  const digits = call.client_phone.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2-$3-$4');
  const row = page.getByRole('row').filter({ hasText: digits });
  await expect(row).toContainText('Пропущенный звонок');
});

test('an exchange is connected, tried and renewed in the settings', async ({ page }) => {
  await login(page);
  await page.goto('/settings/telephony');
  await settled(page);
  const name = unique('Офис');
  const form = page.getByRole('form', { name: 'Подключить АТС' });
  await form.getByLabel('Название').fill(name);
  await form.getByRole('button', { name: 'Подключить' }).click();
  const account = page.getByRole('region', { name, exact: true });
  await expect(account.getByText(/^whsec_/)).toBeVisible();
  await expect(account.getByText('событий ещё не было')).toBeVisible();
  await account.getByLabel('Кто звонит').fill('8 912 345-67-89');
  await account.getByRole('button', { name: 'Позвонить мне' }).click();
  await expect(account.getByRole('alert')).toContainText('Сначала укажите свой внутренний номер');
  await account.getByRole('button', { name: 'Номер', exact: true }).click();
  const extension = String(Date.now()).slice(-7);
  await account.getByLabel('Номер 1', { exact: true }).fill(extension);
  await account.getByLabel('Чей номер 1').click();
  const me = await api<{ user: { name: string } }>(page, 'GET', '/session');
  await page.getByRole('option', { name: me.user.name }).click();
  await account.getByRole('button', { name: 'Сохранить номера' }).click();
  await expect(account.getByRole('button', { name: 'Сохранить номера' })).toHaveCount(0);
  await account.getByRole('button', { name: 'Позвонить мне' }).click();
  const card = cards(page).getByRole('article').filter({ hasText: 'Это проверка связи' });
  await expect(card.first()).toBeVisible();
  await expect(account.getByRole('cell', { name: extension })).toBeVisible();
  await expectAccessible(page);
  await shot(page, 'telephony');
  const old = await account.getByText(/^whsec_/).innerText();
  await account.getByRole('button', { name: 'Новый секрет' }).click();
  await page.getByRole('button', { name: 'Сделать новый' }).click();
  await expect(account.getByText(/^whsec_/)).not.toHaveText(old);
  await page.reload();
  await settled(page);
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);
});

test('who would get an inquiry is asked without making one', async ({ page }) => {
  await login(page);
  const word = unique('турбина').replaceAll(' ', '');
  const me = await api<{ user: { id: string; name: string } }>(page, 'GET', '/session');
  await api(page, 'POST', '/routing-rules', {
    name: word,
    conditions: { words: [word] },
    answer: { to: 'person', user_id: me.user.id },
  });
  await page.goto('/settings/routing');
  await settled(page);
  const trial = page.getByRole('region', { name: 'Кому достанется?' });
  await trial.getByLabel('Текст обращения').fill(`Нужна ${word}`);
  await trial.getByRole('button', { name: 'Узнать' }).click();
  await expect(trial.getByRole('status')).toContainText(`Достанется: ${me.user.name}`);
  await expectAccessible(page);
});

test('the card and the pages fit a telephone', async ({ page }) => {
  await login(page);
  const to = await exchange(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/calls');
  await settled(page);
  await expectNoSideScroll(page);
  const call = { call_id: unique('c'), client_phone: phone() };
  expect(await tell(page, to, { ...call, seq: 1, event: 'ringing' })).toBe(200);
  await expect(cards(page).getByRole('article').first()).toBeVisible();
  await expectNoSideScroll(page);
  await shot(page, 'call-card-phone');
  await page.goto('/settings/telephony');
  await settled(page);
  await expectNoSideScroll(page);
  await shot(page, 'telephony-phone');
  // The next test's person is the same, and would find the card over the page.
  const end = { ...call, leg_id: undefined, seq: 2, event: 'ended', outcome: 'missed' };
  expect(await tell(page, to, end)).toBe(200);
});
