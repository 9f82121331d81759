import { defineConfig } from '@playwright/test';

/** The address of a running server; `cargo xtask test` starts one and says where. */
const baseURL = process.env.VORONKA_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  testDir: 'e2e',
  testMatch: /.*\.spec\.ts/,
  workers: 1,
  timeout: 30_000,
  reporter: 'line',
  use: {
    baseURL,
    locale: 'ru-RU',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    },
  },
});
