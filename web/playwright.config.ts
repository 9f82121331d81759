import { defineConfig } from '@playwright/test';

/**
 * The specs drive the real server. `cargo xtask test` starts one and gives its address in
 * VORONKA_URL; without it the global setup starts one of its own.
 */
export default defineConfig({
  testDir: 'e2e',
  testMatch: /.*\.spec\.ts/,
  globalSetup: './e2e/support/global.ts',
  outputDir: 'test-results/runs',
  workers: 1,
  // A loaded machine may be late once; what needed a second try is named as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: 'line',
  use: {
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    reducedMotion: 'reduce',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    },
  },
});
