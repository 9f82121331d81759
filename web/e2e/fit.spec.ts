import { api, expect, expectAccessible, login, test, unique } from './support/app';

interface Kept {
  id: string;
}

interface Profile {
  number: number;
  rules: unknown[];
  limits: unknown;
  job: { state: string } | null;
}

test('the profile says why a deal fits, and how well it has told won deals from lost ones', async ({
  page,
}) => {
  await login(page);
  const company = await api<Kept>(page, 'POST', '/companies', {
    name: unique('Скважина'),
    industry: 'Нефть и газ',
    employees: 300,
  });
  const deal = await api<Kept>(page, 'POST', '/deals', {
    title: unique('Насосы'),
    company_id: company.id,
  });
  await page.goto(`/deals/${deal.id}`);
  const card = page.getByRole('region', { name: 'Соответствие профилю' });
  await expect(card).toContainText('Отрасль: Нефть и газ');
  await expect(card).toContainText('Не заполнено: Источник');
  await expectAccessible(page);

  await card.getByRole('link', { name: 'Соответствие профилю' }).click();
  const accuracy = page.getByRole('region', { name: 'Отличает ли профиль тех, кто купит' });
  await expect(accuracy).toContainText('у выигранной больше баллов в');
  await expect(accuracy).toContainText('Проверка на сделках, закрытых после этой версии');
  await accuracy
    .getByRole('button', { name: /Сделки группы A/ })
    .first()
    .click();
  const deals = page.getByRole('dialog', { name: 'Сделки группы A' });
  await deals.getByText('Выигранные').click();
  await expect(deals.getByText(/^.*выиграна /).first()).toBeVisible();
  await expect(deals.getByText(/проиграна /)).toHaveCount(0);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
});

test('rules are tried before they are saved, learned ones are only proposed', async ({ page }) => {
  await login(page);
  const before = await api<Profile>(page, 'GET', '/fit-profile');
  await page.goto('/fit');
  await page.getByRole('button', { name: 'Изменить' }).click();
  const preview = page.getByRole('complementary', { name: 'Что изменится' });
  await expect(preview).toContainText('Группу сменят 0 из');
  await page.getByLabel('A от, баллов').fill('90');
  await expect(preview).not.toContainText('Группу сменят 0 из');
  await expectAccessible(page);
  await page.getByLabel('A от, баллов').fill('5');
  await expect(page.getByRole('alert')).toContainText('Границы должны убывать');
  await page.getByRole('button', { name: 'Отмена' }).click();

  const lesson = page.getByRole('region', { name: 'Баллы по прошлым сделкам' });
  await lesson.getByRole('button', { name: /Подобрать/ }).click();
  await expect(lesson).toContainText('Нынешние правила на них же', { timeout: 20_000 });
  await expectAccessible(page);
  await lesson.getByRole('button', { name: 'Открыть в правилах' }).click();
  await expect(page.getByRole('button', { name: 'Сохранить версию' })).toBeVisible();
  const after = await api<Profile>(page, 'GET', '/fit-profile');
  expect(after.number, 'nothing is applied by itself').toBe(before.number);

  // A version of one's own, judged to the end, and the one before taken up again.
  await page.getByRole('button', { name: 'Сохранить версию' }).click();
  await expect(page.getByText(`версия ${before.number + 1} от`)).toBeVisible();
  await expect(page.getByText('Оцениваем сделки')).toHaveCount(0, { timeout: 20_000 });
  await page.getByText('Прежние версии').click();
  await page.getByRole('button', { name: `Взять правила версии ${before.number}` }).click();
  await page.getByRole('button', { name: 'Сохранить версию' }).click();
  await expect(page.getByText(`версия ${before.number + 2} от`)).toBeVisible();
});

test('deals are found by their band, and won ones are set beside lost ones', async ({ page }) => {
  await login(page);
  await page.goto('/deals?mark=fit:A');
  await expect(page.getByRole('search')).toContainText('Соответствие профилю: A');
  await page.goto('/fit');
  const section = page.getByRole('region', { name: 'Что отличает выигранные' });
  await section.getByText('Профиль', { exact: true }).click();
  await expect(section.getByRole('row', { name: /Профиль A/ })).toContainText('чаще у выигранных');
  await section.getByRole('button', { name: /Профиль A: выигранные/ }).click();
  await expect(page.getByRole('dialog')).toContainText('Выиграно сделок');
  await expectAccessible(page);
});
