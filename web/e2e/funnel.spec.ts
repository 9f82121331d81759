import { digits, expect, login, type Page, settled, shot, test } from './support/app';

test.beforeEach(async ({ page }) => {
  await login(page);
});

/** What the list says of itself beside its title. */
async function listed(page: Page): Promise<number> {
  await expect(page).toHaveURL(/\/deals/);
  const facts = page.getByText(/^\d[\d\s]* сдел/).first();
  await expect(facts).toBeVisible();
  return digits((await facts.innerText()).split('·')[0] ?? '');
}

for (const by of ['stage', 'kind']) {
  test(`every number of the funnel by ${by} opens so many deals`, async ({ page }) => {
    test.setTimeout(180_000);
    const address = `/funnel?period=all&by=${by}`;
    await page.goto(address);
    await settled(page);
    const links = page.locator('a[data-count]:visible');
    const all = await links.evaluateAll((found) =>
      found.map((link) => ({
        href: link.getAttribute('href') ?? '',
        count: Number((link as HTMLElement).dataset.count),
        label: link.getAttribute('aria-label') ?? '',
      })),
    );
    expect(all.length).toBeGreaterThan(10);
    // The first is opened as a person does; the others by their address, each once.
    await links.first().click();
    expect(await listed(page), all[0]?.label).toBe(all[0]?.count);
    const seen = new Set([all[0]?.href]);
    for (const { href, count, label } of all) {
      if (seen.has(href)) continue;
      seen.add(href);
      const query = new URL(href, 'http://x').searchParams;
      const asked = new URLSearchParams({ total: 'true', limit: '1' });
      for (const [name, value] of query) asked.set(`filter[${name}]`, value);
      const answer = await page.request.get(`/api/v1/deals?${asked}`);
      expect((await answer.json()).total, `${label} ${href}`).toBe(count);
    }
  });
}

test('the period, the view and the filters stand in the address', async ({ page }) => {
  await page.goto('/funnel');
  await settled(page);
  await page.getByRole('combobox', { name: 'Период' }).click();
  await page.getByRole('option', { name: 'Этот год' }).click();
  await expect(page).toHaveURL(/period=year/);
  await page.getByRole('radio', { name: 'Таблица' }).press('Space');
  await expect(page).toHaveURL(/view=table/);
  await expect(page.getByRole('columnheader', { name: 'Потеряно' })).toBeVisible();
  await page.getByRole('radio', { name: 'По видам' }).press('Space');
  await expect(page.getByRole('rowheader', { name: 'Квалификация' }).first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Потеряно' })).toBeVisible();
  await shot(page, 'funnel-table');
});
