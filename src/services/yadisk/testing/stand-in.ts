import type { Behavior, Stage } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import { APP, yandexTokens } from '../../../../test/support/yandex-oauth.js';

export const TOKEN = 'y0_AgAAAABkYz12AADLWwAAAADg';
export { APP };

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for cloud-api.yandex.net and oauth.yandex.ru. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior());
}

const CODES: Partial<Record<Problem['wrong'], readonly [number, string]>> = {
  authorization: [401, 'UnauthorizedError'],
  operation: [404, 'NotFoundError'],
  verb: [405, 'MethodNotAllowedError'],
  'not found': [404, 'DiskNotFoundError'],
  'rate limit': [429, 'TooManyRequestsError'],
  unavailable: [503, 'ServiceUnavailableError'],
};

function refuse({ wrong, message, code, status }: Problem): Answer {
  const [usual, error] = CODES[wrong] ?? [400, 'FieldValidationError'];
  return {
    status: status ?? usual,
    body: { error: code ?? error, description: message, message },
  };
}

const LISTS = ['get /v1/disk/resources/files', 'get /v1/disk/resources/public'];

/** A new one for each server: it stores uploads and operations. */
function behavior(): Behavior {
  const uploads = new Map<string, { path: string; data: Buffer }>();
  /** How often each operation is still said to be in progress. */
  const operations = new Map<string, number>();
  const link = (href: string, method = 'GET') => ({ href, method, templated: false });

  /** Copies of folders take a while. */
  function later(path: unknown, { url }: Stage): Answer {
    if (!String(path).startsWith('/Large')) {
      return { status: 201, body: link(`${url}/v1/disk/resources?path=${path}`) };
    }
    const id = `op${operations.size + 1}`;
    operations.set(id, 2);
    return { status: 202, body: link(`${url}/v1/disk/operations/${id}`) };
  }
  return {
    refuse,
    authorize: ({ request }) =>
      request.headers.authorization === `OAuth ${TOKEN}`
        ? undefined
        : { wrong: 'authorization', message: 'Unauthorized' },
    rule({ values }) {
      const path = values.path === undefined ? undefined : String(values.path);
      if (path === '/missing') return { wrong: 'not found', message: 'Resource not found.' };
      return undefined;
    },
    paging: { by: 'offset', from: 'offset', limit: 'limit', size: 20, max: 1000 },
    kinds: { files: { ids: ['path'], id: (n) => `disk:/${n}.txt` } },
    keeps: {
      'get /v1/disk/resources/files': { does: 'list', kind: 'files', at: 'items' },
      'get /v1/disk/resources/public': { does: 'list', kind: 'files', at: 'items' },
    },
    instead: {
      'put /v1/disk/resources': ({ values }, stage) => later(values.path, stage),
      'post /v1/disk/resources/copy': ({ values }, stage) => later(values.path, stage),
      'post /v1/disk/resources/move': ({ values }, stage) => later(values.path, stage),
      'post /v1/disk/resources/upload': ({ values }, stage) => ({
        ...later(`/Large${values.path}`, stage),
      }),
      'delete /v1/disk/resources': ({ values }, stage) =>
        String(values.path).startsWith('/Large')
          ? later(values.path, stage)
          : { status: 204, body: '' },
      'get /v1/disk/operations/{operation_id}': ({ values }) => {
        const id = String(values.operation_id);
        const left = operations.get(id) ?? 0;
        operations.set(id, left - 1);
        const ended = id === 'failing' ? 'failed' : 'success';
        return { body: { status: left > 0 ? 'in-progress' : ended } };
      },
      'get /v1/disk/resources/upload': ({ values }, { url }) => {
        const id = `upload${uploads.size + 1}`;
        uploads.set(id, { path: String(values.path), data: Buffer.alloc(0) });
        operations.set(id, 1);
        const body = { operation_id: id, ...link(`${url}/upload-target/${id}`, 'PUT') };
        return { body };
      },
      'get /v1/disk/resources/download': ({ values }, { url }) => ({
        body: link(`${url}/disk/${encodeURIComponent(String(values.path))}?hash=secret-of-link`),
      }),
      'get /v1/disk/resources': ({ values }) => {
        const stored = [...uploads.values()].findLast(({ path }) => path === values.path);
        return stored && { body: metadata(values, stored.data.length) };
      },
    },
    routes: {
      'PUT /upload-target/{id}': ({ body, headers }, { id }) => {
        const upload = uploads.get(String(id));
        if (!upload) return { status: 404, body: 'not found' };
        const [, from] = /^bytes (\d+)-/.exec(String(headers['content-range'] ?? '')) ?? [];
        upload.data = Buffer.concat([upload.data.subarray(0, Number(from ?? 0)), body]);
        return { status: 201, body: '' };
      },
      'GET /disk/{path}': (_, { path }) => {
        const name = decodeURIComponent(String(path));
        const stored = [...uploads.values()].findLast((one) => one.path === name);
        return { body: stored?.data ?? Buffer.from('%PDF-1.7') };
      },
      ...yandexTokens,
    },
    finish(body, { name, values }) {
      if (!LISTS.includes(name)) return body;
      return { ...body, limit: values.limit ?? 20, offset: values.offset ?? 0 };
    },
  };
}

function metadata({ path }: Values, size: number): Values {
  const name = String(path).split('/').at(-1);
  const at = '2026-11-01T12:00:00+00:00';
  return { type: 'file', path: `disk:${path}`, name, created: at, modified: at, size };
}
