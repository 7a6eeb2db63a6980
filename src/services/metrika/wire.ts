import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import { yandexToken } from '../../core/rest/vendors/yandex.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

export const token = yandexToken('OAuth token with access to Metrica, or credentials', [
  'YANDEX_METRIKA_TOKEN',
  'YANDEX_TOKEN',
]);

/** How requests to Yandex Metrica differ from other services. */
export const { table, read, list, write, remove, custom, send, request } = rest({
  service: 'metrika',
  first: { token },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://api-metrika.yandex.net')}/management/v1`,
    token,
  }),
  authorize: (token) => ({ headers: { authorization: `OAuth ${token}` } }),
  policy: { refusal: refusalIn },
  // Only the list of counters has pages.
  pager: { next: () => undefined },
  reference: ({ verb, path }) => `${ROOT}${REFERENCES[`${verb} ${path}`] ?? ''}`,
});

/** Errors have codes of their own: `{"errors": [{"error_type": "…", "message": "…"}], "code": 403}`. */
function refusalIn({ errors, message }: JsonRecord) {
  if (!Array.isArray(errors)) return undefined;
  const found = errors.filter(isRecord);
  const [reason] = found.map(({ error_type: type }) => type).filter((one) => one !== undefined);
  const words = found.map(({ message }) => message).filter((one) => typeof one === 'string');
  return {
    reason: reason === undefined ? undefined : String(reason),
    message: words.join('; ') || (typeof message === 'string' ? message : undefined),
    hint: hintFor(String(reason)),
  };
}

const ROOT = 'https://yandex.com/dev/metrika/en/management/openapi/';
const REFERENCES: Readonly<Record<string, string>> = {
  'POST /labels': 'label/createLabel',
  'GET /labels': 'label/getLabels',
  'GET /label/{tag}': 'label/getLabel',
  'PUT /label/{tag}': 'label/updateLabel',
  'DELETE /label/{tag}': 'label/deleteLabel',
  'POST /counters': 'counter/addCounter',
  'GET /counter/{counter}': 'counter/counter',
  'DELETE /counter/{counter}': 'counter/deleteCounter',
  'POST /counter/{counter}/undelete': 'counter/undeleteCounter',
  'GET /counter/{counter}/operations': 'operation/operations',
};
