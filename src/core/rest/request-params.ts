import { list, texts, verbatim, verbatimPayload } from '../definition/kinds/index.js';
import type { Args } from '../definition/param.js';

export const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** What a user writes of a request. */
export const requestParams = {
  verb: verbatim('HTTP method', {
    option: 'method',
    values: VERBS,
    example: 'GET',
  }),
  path: verbatim('Path below the address of the service, or a URL on its server', {
    example: '/items?limit=10',
  }),
  body: verbatimPayload('Body: JSON, or text', { optional: true }),
  header: list(texts, "Additional header, such as 'Accept: text/csv'", { optional: true }),
};

export type RequestArgs = Args<typeof requestParams>;
