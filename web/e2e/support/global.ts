import { startServer } from './server';

/** One demo company for all specs; each spec makes the records that it changes. */
export default async function globalSetup() {
  if (process.env.VORONKA_URL) return undefined;
  const server = await startServer('demo');
  process.env.VORONKA_URL = server.url;
  return server.stop;
}
