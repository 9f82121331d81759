/** A site that knows nothing of us but the lines that were put into it, and who visits it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A browser of somebody who is not watched by a test: the script leaves robots out. */
export const PERSON = {
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
};

export interface Site {
  home: string;
  close: () => void;
}

export function serveSite(html: string): Promise<Site> {
  const server = createServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.end(html);
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({
        home: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: () => server.close(),
      }),
    ),
  );
}
