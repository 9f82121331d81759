/** Provisional until the server's OpenAPI document exists; `npm run gen` replaces this file. */
interface Operation {
  parameters: { query?: any; path?: any; header?: any; cookie?: any };
  requestBody?: { content: { 'application/json': any } };
  responses: { 200: { content: { 'application/json': any } }; default: { content: { 'application/problem+json': any } } };
}
export interface paths {
  [path: string]: {
    parameters: { query?: never; path?: never; header?: never; cookie?: never };
    get: Operation;
    put: Operation;
    post: Operation;
    patch: Operation;
    delete: Operation;
  };
}
