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
import { exchange, phone, tell } from './support/telephony';

interface Kept {
  id: string;
  version: number;
}

const step = (key: string, title: string, text: string, rest: object = {}) => ({
  key,
  title,
  text,
  question: null,
  answers: [],
  end: null,
  ...rest,
});

/** A published script of three steps that asks for the need. */
async function published(page: Page, name: string): Promise<Kept> {
  const steps = [
    step('a', 'Начало', 'Добрый день! <b>Удобно?</b>', {
      answers: [{ text: 'Удобно', to: 'b', value: null }],
    }),
    step('b', 'Задача', 'Что перекачиваете?', {
      question: 'need',
      answers: [
        { text: 'Есть задача', to: 'c', value: 'yes' },
        { text: 'Задачи нет', to: 'c', value: 'no' },
      ],
    }),
    step('c', 'Итог', 'Тогда до вторника', { end: 'agreed' }),
  ];
  const made = await api<Kept>(page, 'POST', '/scripts', { name, kind: 'call', steps });
  return api<Kept>(page, 'POST', `/scripts/${made.id}/publish`, { version: made.version });
}

test('a script is written, mended and published', async ({ page }) => {
  await login(page);
  await page.goto('/scripts?new=1');
  const name = unique('Звонок');
  await page.getByLabel('Название').fill(name);
  await page.getByRole('button', { name: 'Создать' }).click();
  await expect(page).toHaveURL(/\/scripts\/[0-9a-f-]{36}/);

  await page.getByLabel('Что сказать').fill('Добрый день! Удобно говорить?');
  await page.getByLabel('Ответ 1', { exact: true }).fill('Да');
  await page.getByRole('button', { name: 'Ответ', exact: true }).click();
  await page.getByLabel('Ответ 2', { exact: true }).fill('Нет');
  await page.getByRole('combobox', { name: 'Куда ведёт ответ 2' }).click();
  await page.getByRole('option', { name: 'Новый шаг' }).click();
  // The second step has no words, and the new one neither words nor an end.
  await page.getByRole('button', { name: 'Опубликовать' }).click();
  await expect(page.getByText('Опубликовать пока нельзя')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '«3»: нет ни ответов, ни конца' }).click();
  await page.getByLabel('Шаг 3').fill('Перезвонить');
  await page.getByLabel('Что сказать').fill('Когда удобно?');
  await page.getByRole('combobox', { name: 'Что дальше' }).click();
  await page.getByRole('option', { name: 'Конец: Вернуться позже' }).click();
  await page.getByRole('navigation', { name: 'Шаги' }).getByText('Договорились').first().click();
  await page.getByLabel('Что сказать').fill('До встречи');
  await page.getByRole('button', { name: 'Опубликовать' }).click();
  await expect(page.getByRole('combobox', { name: 'Версия' })).toHaveValue(/^Версия 1 от/);
  await expect(page.getByText('Опубликовать пока нельзя')).toHaveCount(0);

  // A change of what is published is the draft of the next version.
  await page.getByLabel('Что сказать').fill('До скорого');
  await page.getByLabel('Что нового').fill('Короче');
  await page.getByRole('button', { name: 'Сохранить черновик' }).click();
  await expect(page.getByRole('combobox', { name: 'Версия' })).toHaveValue('Версия 2, черновик');
  await page.goto('/scripts');
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row).toContainText('черновик 2');
});

test('a script is followed on a deal by keys, and its answer is captured', async ({ page }) => {
  await login(page);
  const name = unique('Разговор');
  await published(page, name);
  const deal = await api<Kept>(page, 'POST', '/deals', { title: unique('По скрипту') });
  await page.goto(`/deals/${deal.id}`);
  const card = page.getByRole('region', { name: 'Скрипт', exact: true });
  await card.getByRole('button', { name }).click();
  const runner = page.getByRole('region', { name: 'Идём по скрипту' });
  // What people wrote is shown as text, whatever it looks like.
  await expect(runner.getByText('Добрый день! <b>Удобно?</b>')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('1');
  await expect(runner.getByText('Что перекачиваете?')).toBeVisible();
  await page.keyboard.press('2');
  await expect(runner.getByText('Тогда до вторника')).toBeVisible();
  const need = page
    .getByRole('region', { name: 'Квалификация' })
    .getByRole('group', { name: 'Потребность есть?' });
  await expect(need.getByRole('button', { name: 'Нет' })).toHaveAttribute('aria-pressed', 'true');

  await runner.getByRole('button', { name: 'Назад' }).click();
  await expect(need.getByRole('button', { name: 'Нет' })).toHaveAttribute('aria-pressed', 'false');
  await expect(runner.getByText('Что перекачиваете?')).toBeVisible();
  // The note is saved by the very click that answers.
  await runner.getByLabel('Заметка к разговору').fill('Ждёт расчёт');
  await runner.getByRole('button', { name: /Есть задача/ }).click();
  await expect(need.getByRole('button', { name: 'Да' })).toHaveAttribute('aria-pressed', 'true');
  await runner.getByRole('button', { name: 'Завершить' }).click();
  await expect(runner).toHaveCount(0);
  await expect(page.getByText(`Скрипт «${name}», версия 1: договорились`)).toBeVisible();
  await expect(page.getByText('Ждёт расчёт').first()).toBeVisible();
  await expect(card).toContainText('Договорились');
});

test('a call on the timeline is reviewed', async ({ page }) => {
  await login(page);
  const deal = await api<Kept>(page, 'POST', '/deals', { title: unique('Со звонком') });
  const call = { kind: 'call', outcome: 'answered', deal_id: deal.id };
  await api(page, 'POST', '/activities', call);
  await page.goto(`/deals/${deal.id}`);
  await page.getByRole('link', { name: 'Оценить звонок' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Оценка звонка' });
  await dialog
    .getByRole('group', { name: 'Выяснил потребность' })
    .getByRole('button', { name: '4' })
    .click();
  await dialog.getByLabel('Что потренировать').fill('Вопросы о бюджете');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Сохранить' }).click();
  const review = page.getByRole('dialog', { name: 'Оценка звонка' });
  await expect(review.getByText('4 из 5')).toBeVisible();
  await expect(review.getByText('75', { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test('every number of the results opens its deals', async ({ page }) => {
  await login(page);
  const { items } = await api<{ items: { id: string; runs: number }[] }>(page, 'GET', '/scripts');
  const script = [...items].sort((a, b) => b.runs - a.runs)[0];
  await page.goto(`/scripts/${script?.id}?view=results`);
  const row = page.getByRole('table').getByRole('row').nth(1);
  const number = row.getByRole('button').nth(1);
  const count = Number((await number.innerText()).replace(/\D/g, ''));
  expect(count).toBeGreaterThan(0);
  await number.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveCount(count);
  await page.keyboard.press('Escape');
  await page
    .getByRole('region', { name: 'Путь по шагам' })
    .getByRole('button', { name: /^Приветствие/ })
    .click();
  await expect(dialog.getByRole('listitem').first()).toBeVisible();
});

test('a salesperson reads the reviews of their own calls and of nobody else', async ({ page }) => {
  await login(page, 'denis');
  await page.goto('/reviews');
  const table = page.getByRole('region', { name: 'Таблица оценок' });
  await expect(table.getByRole('row').nth(1)).toBeVisible();
  await expect(table.getByText('Анна Соколова')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Критерии' })).toHaveCount(0);
  await table.getByRole('row').nth(1).getByRole('button').click();
  await expect(page.getByRole('dialog').getByText('Что потренировать')).toBeVisible();
});

test('a script is followed on the card of a call', async ({ page }) => {
  await login(page);
  const name = unique('Входящий');
  await published(page, name);
  const to = await exchange(page);
  const number = phone();
  const points = [{ kind: 'phone', value: number }];
  const contact = await api<Kept>(page, 'POST', '/contacts', { last_name: 'Петров', points });
  const title = unique('Звонит сам');
  const new_deal = { title, contact_ids: [contact.id] };
  const deal = await api<Kept>(page, 'POST', '/deals', new_deal);
  await page.goto('/tasks');
  await settled(page);
  const call = { call_id: unique('c'), client_phone: number };
  await tell(page, to, { ...call, seq: 1, event: 'ringing' });
  await tell(page, to, { ...call, seq: 2, event: 'answered' });
  const card = page.getByRole('article').filter({ hasText: title });
  await card.getByRole('button', { name }).click();
  await expect(card.getByText('Добрый день! <b>Удобно?</b>')).toBeVisible();
  await page.keyboard.press('1');
  await expect(card.getByText('Что перекачиваете?')).toBeVisible();
  await shot(page, 'call-script');
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Есть задача' }).click();
  await expect(card.getByText('записать звонок')).toHaveCount(0);
  await card.getByRole('button', { name: 'Завершить' }).click();
  await expect(card.getByRole('button', { name })).toBeVisible();

  // On the deal's own page the script stands once.
  await card.getByRole('link', { name: title }).click();
  await expect(page.getByRole('button', { name })).toHaveCount(1);
  const runs = await api<{ outcome: string }[]>(page, 'GET', `/deals/${deal.id}/script-runs`);
  expect(runs.map((run) => run.outcome)).toEqual(['agreed']);
  await tell(page, to, { ...call, leg_id: undefined, seq: 3, event: 'ended', talk_sec: 40 });
  // The telephone wrote the call down, once.
  await expect(page.getByText('Входящий звонок (состоялся разговор, 0:40)')).toHaveCount(1);
});
