import { api, expect, expectAccessible, login, test, unique } from './support/app';

interface Kept {
  id: string;
}

test('a deal is asked, its gate opens, and it goes on', async ({ page }) => {
  await login(page);
  const deal = await api<Kept>(page, 'POST', '/deals', { title: unique('Проверка') });
  await page.goto(`/deals/${deal.id}`);
  const card = page.getByRole('region', { name: 'Квалификация' });
  await expect(card.getByRole('button', { name: 'Квалифицировать' })).toBeDisabled();
  const need = card.getByRole('group', { name: 'Потребность есть?' });
  await need.getByRole('button', { name: 'Да' }).click();
  await expect(card).toContainText('1/4');
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Квалифицировать' }).click();
  await expect(page.getByText('Сделка квалифицирована, оценка 25 %')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Квалифицировать' })).toHaveCount(0);
});

test('a deal is put back until a day with a task', async ({ page }) => {
  await login(page);
  const title = unique('Отложенная');
  const deal = await api<Kept>(page, 'POST', '/deals', { title });
  await page.goto(`/deals/${deal.id}`);
  await page.getByRole('button', { name: 'Отложить или отказать…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Причина' }).click();
  await page.getByRole('option').first().click();
  await dialog.getByLabel('Вернуться к клиенту').click();
  await page.getByRole('button', { name: 'Следующий месяц' }).click();
  await page.getByRole('table').getByRole('button', { name: /^10 / }).click();
  await dialog.getByRole('button', { name: 'Отложить' }).click();
  await expect(page.getByText(/Отложена до/).first()).toBeVisible();
  await page.goto('/tasks');
  await expect(page.getByText(`Вернуться к клиенту: ${title}`).first()).toBeVisible();
});
