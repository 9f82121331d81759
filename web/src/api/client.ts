import { i18n } from '@lingui/core';
import createFetchClient from 'openapi-fetch';
import { ProblemError, problemFrom } from './problem';
import type { paths } from './schema';

/** The one door to the server. Every call goes through `data`, which turns a refusal into a `ProblemError`. */
export const http = createFetchClient<paths>({ baseUrl: '/', credentials: 'same-origin' });

http.use({
  onRequest({ request }) {
    // Before login there is no user setting yet, so the server answers in the language of the screen.
    request.headers.set('Accept-Language', i18n.locale || 'ru');
    return request;
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a call and gives its body; throws a `ProblemError` when the server refused it. */
export async function data<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ProblemError(problemFrom(null, 0));
  }
  if (!answer.response.ok)
    throw new ProblemError(problemFrom(answer.error, answer.response.status));
  return answer.data as T;
}

/** A key for a POST that must not happen twice when it is sent twice. */
export function idempotencyKey(): string {
  return crypto.randomUUID();
}
