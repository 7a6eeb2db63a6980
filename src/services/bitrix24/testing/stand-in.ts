import type { Behavior, Stage } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import { type Answer, isProblem, type Problem } from '../../../../test/stand-in/problem.js';
import { type Call, nested } from '../../../../test/stand-in/request.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import { KEEPS, KINDS } from './kept.js';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** Access to the portal: a webhook's user and secret, or an application's credentials. */
export const WEBHOOK = { user: 1, secret: 'AAHdqTcvCH1vGWJx' };
export const APP = {
  client_id: 'local.110201543',
  client_secret: 'AAHdqTcvCH1vGWJxfSeofSAs',
  code: 'c0de110201543',
};

/** A portal: `webhook` is the base address of its methods, `tokens` those of the application. */
export interface Portal {
  readonly standIn: StandIn;
  readonly webhook: string;
  readonly tokens: Tokens;
}

/** A server that stands in for a portal and for oauth.bitrix24.tech. */
export async function start(): Promise<Portal> {
  const tokens = new Tokens();
  const standIn = await StandIn.start(description, behavior(tokens));
  const webhook = `${standIn.url}/rest/${WEBHOOK.user}/${WEBHOOK.secret}`;
  return { standIn, webhook, tokens };
}

/** The current tokens. */
class Tokens {
  access = 'access-1';
  /** A refresh token works once. */
  refresh = 'refresh-1';
  #count = 1;

  /** Replaces both tokens; the old access token has expired. */
  renew(): void {
    this.#count++;
    this.access = `access-${this.#count}`;
    this.refresh = `refresh-${this.#count}`;
  }

  isOf(past: string): boolean {
    const [, number] = /^access-(\d+)$/.exec(past) ?? [];
    return number !== undefined && Number(number) <= this.#count;
  }
}

const time = {
  ...{ start: 1_767_268_800.1, finish: 1_767_268_800.2, duration: 0.1, processing: 0.05 },
  ...{ date_start: '2026-01-01T15:00:00+03:00', date_finish: '2026-01-01T15:00:00+03:00' },
  ...{ operating_reset_at: 1_767_269_400, operating: 0.05 },
};

/** https://apidocs.bitrix24.com/error-codes.html. */
const CODES: Partial<Record<Problem['wrong'], [number, string]>> = {
  operation: [404, 'ERROR_METHOD_NOT_FOUND'],
  authorization: [401, 'NO_AUTH_FOUND'],
  'not found': [400, 'ERROR_NOT_FOUND'],
  'rate limit': [503, 'QUERY_LIMIT_EXCEEDED'],
  unavailable: [503, 'OVERLOAD_LIMIT'],
  missing: [400, 'ERROR_ARGUMENT'],
  unknown: [400, 'ERROR_ARGUMENT'],
  type: [400, 'ERROR_ARGUMENT'],
};

/** One method ran for too long within ten minutes. */
export const OPERATION_TIME_LIMIT: Problem = {
  wrong: 'rule',
  status: 429,
  code: 'OPERATION_TIME_LIMIT',
  message: 'Method is blocked due to operation time limit.',
  more: { time },
};

function refuse({ wrong, code, message, status, more }: Problem): Answer {
  const [usual, error] = CODES[wrong] ?? [400, 'INVALID_REQUEST'];
  return {
    status: status ?? usual,
    body: { error: code ?? error, error_description: message, ...more },
  };
}

function behavior(tokens: Tokens): Behavior {
  const names = new Map(
    Object.keys(description.operations).map((name) => [name.toLowerCase(), name]),
  );
  return {
    refuse,
    authorize: ({ request, values }) => authorize(request.path, values.auth, tokens),
    /** `/rest/1/SECRET/METHOD.json`, or without user and secret; methods are not case-sensitive. */
    pathOf({ path }) {
      const [, method = ''] =
        /^\/rest\/(?:\d+\/\w+\/)?([\w.]+?)(?:\.json)?(?:\?|$)/.exec(path) ?? [];
      return `/${names.get(method.toLowerCase()) ?? method}`;
    },
    paging: { by: 'offset', from: 'start', size: 50, next: 'next', total: 'total' },
    kinds: KINDS,
    keeps: KEEPS,
    instead: {
      batch,
      'disk.folder.uploadfile': uploadAddress,
      'disk.folder.uploadFile': uploadAddress,
    },
    routes: {
      'GET /oauth/token/': ({ path }) => token(new URL(path, 'http://host').searchParams, tokens),
      'POST /upload/{folder}': uploaded,
    },
    finish: (body, { name }) => (name === 'batch' ? body : { ...body, time }),
  };
}

function authorize(path: string, auth: unknown, tokens: Tokens): Problem | undefined {
  const wrong = 'authorization';
  const [, user, secret] = /^\/rest\/(\d+)\/(\w+)\//.exec(path) ?? [];
  if (secret !== undefined) {
    if (Number(user) === WEBHOOK.user && secret === WEBHOOK.secret) return undefined;
    return {
      wrong,
      code: 'INVALID_CREDENTIALS',
      status: 401,
      message: 'Invalid request credentials',
    };
  }
  if (auth === undefined) return { wrong, message: 'Wrong authorization data' };
  if (auth === tokens.access) return undefined;
  const isPast = tokens.isOf(String(auth));
  return isPast
    ? { wrong, code: 'expired_token', message: 'The access token provided has expired.' }
    : { wrong, code: 'invalid_token', message: 'Unable to get application by token' };
}

/** https://apidocs.bitrix24.com/settings/oauth/index.html. */
function token(query: URLSearchParams, tokens: Tokens): Answer {
  const given = Object.fromEntries(query);
  const wrong = (error: string, status: number) => ({
    status,
    body: { error, error_description: error.replaceAll('_', ' ') },
  });
  if (given.client_id !== APP.client_id) return wrong('invalid_client', 401);
  if (given.client_secret !== APP.client_secret) return wrong('invalid_client', 401);
  const isGood =
    (given.grant_type === 'authorization_code' && given.code === APP.code) ||
    (given.grant_type === 'refresh_token' && given.refresh_token === tokens.refresh);
  if (!isGood) return wrong('invalid_grant', 400);
  tokens.renew();
  return {
    body: {
      ...{ access_token: tokens.access, refresh_token: tokens.refresh },
      ...{ expires: 1_767_272_400, expires_in: 3600, scope: 'crm,task,disk,im', status: 'L' },
      ...{ domain: 'oauth.bitrix24.tech', server_endpoint: 'https://oauth.bitrix24.tech/rest/' },
      ...{ client_endpoint: 'https://portal.bitrix24.com/rest/', user_id: 1 },
      member_id: 'a223c6b3710f85df22e9377d6c4f7553',
    },
  };
}

/** Runs calls one after another; `$result[name]` stands for the result of an earlier one. */
async function batch(call: Call, stage: Stage): Promise<Answer | Problem> {
  const commands = Object.entries(call.values.cmd as Record<string, string>);
  if (commands.length > 50) {
    return {
      wrong: 'rule',
      code: 'ERROR_BATCH_LENGTH_EXCEEDED',
      message: 'Max batch length exceeded',
    };
  }
  const result: Values = {};
  const [errors, totals, nexts, times]: Values[] = [{}, {}, {}, {}];
  for (const [key, command] of commands) {
    const answer = await runCommand(command, result, call, stage);
    const body = (isProblem(answer) ? refuse(answer).body : answer.body) as Values;
    if ('error' in body) errors![key] = body;
    else {
      result[key] = body.result;
      times![key] = body.time;
      if (body.total !== undefined) totals![key] = body.total;
      if (body.next !== undefined) nexts![key] = body.next;
    }
    if ('error' in body && [true, 1, '1', 'Y', 'true'].includes(call.values.halt as string)) break;
  }
  const parts = { result_error: errors, result_total: totals, result_next: nexts };
  return { body: { result: { result, ...parts, result_time: times }, time } };
}

async function runCommand(command: string, results: Values, call: Call, stage: Stage) {
  const [method = '', query = ''] = command.split('?');
  const name = Object.keys(description.operations).find(
    (one) => one.toLowerCase() === method.toLowerCase(),
  );
  if (!name) return { wrong: 'operation', message: 'Method not found!' } as const;
  const filled = [...new URLSearchParams(query)].map(([field, text]): [string, unknown] => [
    field,
    text.replace(/\$result\[([^\]]+)\]((?:\[[^\]]+\])*)/g, (_, key: string, path: string) => {
      const keys = [...path.matchAll(/\[([^\]]+)\]/g)].map(([, one]) => one!);
      return String(keys.reduce((value, one) => (value as Values)?.[one], results[key]));
    }),
  ]);
  const values = nested(filled, description);
  const { auth } = call.values;
  return stage.run({
    ...{ name, description, operation: description.operations[name]!, request: call.request },
    values: auth === undefined ? values : { ...values, auth },
  });
}

/** Without the file's bytes, the response has the URL to send them to. */
function uploadAddress({ values }: Call, { url }: Stage): Answer | undefined {
  if (values.fileContent !== undefined) return undefined;
  const name = encodeURIComponent(String((values.data as Values).NAME));
  const uploadUrl = `${url}/upload/${values.id}?name=${name}`;
  return { body: { result: { field: 'file', uploadUrl }, time } };
}

async function uploaded(
  { headers, body, path }: { headers: Values; body: Buffer; path: string },
  { folder }: Values,
  { shelves }: Stage,
): Promise<Answer> {
  const type = String(headers['content-type']);
  const sent = new Response(new Uint8Array(body), { headers: { 'content-type': type } });
  const form = await sent.formData().catch(() => undefined);
  const file = form?.get('file');
  if (!(file instanceof File)) {
    return { status: 400, body: { error: 'ERROR_ARGUMENT', error_description: 'file is missing' } };
  }
  const NAME = new URL(path, 'http://host').searchParams.get('name');
  const facts = { NAME, SIZE: String(file.size), TYPE: 'file', PARENT_ID: folder };
  const { id } = shelves.put('files', facts, folder);
  return { body: { result: { ID: Number(id), ...facts }, time } };
}
