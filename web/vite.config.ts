import { fileURLToPath } from 'node:url';
import { lingui } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vitest/config';

/** Text is drawn with these two files on every page, so they are asked for before the CSS is read. */
const preloadFonts: Plugin = {
  name: 'preload-fonts',
  transformIndexHtml: {
    order: 'post',
    handler(_html, context) {
      return Object.keys(context.bundle ?? {})
        .filter((file) => /inter-(latin|cyrillic)-wght.*woff2$/.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: {
            rel: 'preload',
            as: 'font',
            type: 'font/woff2',
            href: `/${file}`,
            crossorigin: '',
          },
          injectTo: 'head-prepend' as const,
        }));
    },
  },
};

export default defineConfig({
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: 'src/routes',
      generatedRouteTree: 'src/routeTree.gen.ts',
      quoteStyle: 'single',
    }),
    lingui(),
    babel({
      include: /\.[jt]sx?$/,
      exclude: /node_modules/,
      presets: [['@babel/preset-typescript', { onlyRemoveTypeImports: true }]],
      plugins: ['@lingui/babel-plugin-lingui-macro'],
      parserOpts: { plugins: ['jsx', 'typescript'] },
    }),
    react(),
    preloadFonts,
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // The server puts a fresh nonce in place of this word in every response.
  html: { cspNonce: '__CSP_NONCE__' },
  // A small file inlined as `data:` would be refused by the content security policy.
  build: { assetsInlineLimit: 0, target: 'baseline-widely-available', manifest: true },
  server: { proxy: { '/api': process.env.VORONKA_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'happy-dom' },
});
