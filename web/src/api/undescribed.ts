/** The way to import and export until the server describes them; then `http` serves them too. */
import type { Client } from 'openapi-fetch';
import { http as described } from './client';

interface Operation {
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of these yet
  parameters: { query?: any; path?: any; header?: never; cookie?: never };
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of these yet
  requestBody?: { content: { 'application/json': any } };
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of these yet
  responses: { 200: { content: { 'application/json': any } } };
}

interface Paths {
  [path: `/api/v1/import${string}`]: {
    parameters: { query?: never; path?: never; header?: never; cookie?: never };
    get: Operation;
    post: Operation;
    patch: Operation;
  };
}

export const http = described as unknown as Client<Paths>;
