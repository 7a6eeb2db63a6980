import type { Behavior, Stage } from '../../../../test/stand-in/behavior.js';
import {
  type Description,
  readDescription,
  type Values,
} from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import type { Received } from '../../../../test/support/server.js';

export const TOKEN = 'sl.u.AFbdrDropboxAccessToken0123456789';
export const APP = {
  id: 'k3n5q8v2x7c1z4b',
  secret: 'q9w8e7r6t5y4u3i',
  code: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg',
  refresh: 'oDfT54975DfGh12345KtxBuUDropboxRefresh',
};

export const description: Description = readDescription(
  new URL('./description.json', import.meta.url),
);

interface Session {
  data: Buffer;
}

/** What tests see of the stand-in. */
export interface Stored {
  files: Map<string, Buffer>;
  sessions: Map<string, Session>;
  /** How often a job is still said to be in progress. */
  pending: number;
}

/** A server that stands in for api.dropboxapi.com and content.dropboxapi.com. */
export async function start(): Promise<StandIn & { stored: Stored }> {
  const stored: Stored = { files: new Map(), sessions: new Map(), pending: 1 };
  const server = await StandIn.start(description, behavior(stored));
  return Object.assign(server, { stored });
}

/** An error of a route: `path/not_found`. */
export function refusal(summary: string, more: Values = {}, status = 409): Answer {
  const error = summary
    .split('/')
    .reduceRight<Values | undefined>(
      (inner, tag) => ({ '.tag': tag, ...(inner ? { [tag]: inner } : more) }),
      undefined,
    );
  return { status, body: { error_summary: `${summary}/..`, error } };
}

function refuse({ wrong, message, code, more }: Problem): Answer {
  if (wrong === 'authorization') return refusal('invalid_access_token', {}, 401);
  if (wrong === 'rate limit') {
    const error = { reason: { '.tag': 'too_many_requests' }, retry_after: 0 };
    return { status: 429, body: { error_summary: 'too_many_requests/..', error } };
  }
  if (wrong === 'rule' || wrong === 'not found') return refusal(code ?? 'path/not_found', more);
  if (wrong === 'unavailable') return { status: 503, body: 'Service Unavailable' };
  // Bad input is not reported as JSON.
  return { status: 400, body: `Error in call to API function: ${message}` };
}

const rule = (code: string, more?: Values): Problem => ({
  ...{ wrong: 'rule', code, message: code },
  ...(more && { more }),
});

/** Routes with their argument in a header, which must be ASCII. */
function withHeader(name: string) {
  return async (request: Received, _: Values, stage: Stage): Promise<Answer> => {
    const operation = description.operations[name]!;
    const text = String(request.headers['dropbox-api-arg'] ?? '');
    const type = request.headers['content-type'];
    const isUpload = /upload/.test(name);
    if (isUpload && type !== 'application/octet-stream') {
      return { status: 400, body: `Bad HTTP "Content-Type" header: "${type}".` };
    }
    if (!/^[\x20-\x7e]+$/.test(text)) {
      return { status: 400, body: 'HTTP header "Dropbox-API-Arg": could not decode input as JSON' };
    }
    const values = JSON.parse(text) as Values;
    return (await stage.run({ name, operation, description, values, request })) as Answer;
  };
}

const CONTENT = Object.keys(description.operations).filter((name) =>
  /^files\/(upload|download|get_preview)/.test(name),
);

/** The result of a route that returns nothing. */
const NULL: Answer = { body: 'null', headers: { 'content-type': 'application/json' } };

const withoutResult = Object.fromEntries(
  Object.entries(description.operations)
    .filter(([, { example }]) => example === null)
    .map(([name]) => [name, () => NULL]),
);

function behavior({ files, sessions, ...state }: Stored): Behavior {
  const metadata = (path: unknown, bytes: Buffer) => {
    const name = String(path).split('/').at(-1);
    const { example } = description.operations['files/upload']!;
    const paths = { path_lower: String(path).toLowerCase(), path_display: path };
    return { ...(example as Values), name, ...paths, size: bytes.length };
  };
  const save = (path: unknown, mode: unknown, bytes: Buffer): Answer | Problem => {
    if (mode !== 'overwrite' && files.has(String(path))) return rule('path/conflict/file');
    files.set(String(path), bytes);
    return { body: metadata(path, bytes) };
  };
  const cursorProblem = ({ session_id: id, offset }: Values, path: string) => {
    const session = sessions.get(String(id));
    if (!session) return rule(`${path}not_found`);
    if (session.data.length === offset) return undefined;
    return rule(`${path}incorrect_offset`, { correct_offset: session.data.length });
  };
  const jobs = new Map<string, number>();
  const begin = (result: Answer['body']) => {
    const id = `dbjid:${jobs.size + 1}`;
    jobs.set(id, state.pending);
    return { body: { '.tag': 'async_job_id', async_job_id: id, ...(result as object) } };
  };
  const poll = ({ values }: { values: Values }): Answer | Problem | undefined => {
    const id = String(values.async_job_id);
    if (id === 'dbjid:AAC9') return undefined;
    const left = jobs.get(id);
    if (left === undefined) return rule('invalid_async_job_id');
    jobs.set(id, left - 1);
    return left > 0 ? { body: { '.tag': 'in_progress' } } : undefined;
  };
  return {
    refuse,
    authorize: ({ request }) =>
      request.headers.authorization === `Bearer ${TOKEN}`
        ? undefined
        : { wrong: 'authorization', message: '' },
    rule: ({ values }) => (values.path === '/missing' ? rule('path/not_found') : undefined),
    instead: {
      ...withoutResult,
      'files/upload': ({ values, request }) => save(values.path, values.mode, request.body),
      'files/upload_session/start': ({ request }) => {
        const id = `session${sessions.size + 1}`;
        sessions.set(id, { data: request.body });
        return { body: { session_id: id } };
      },
      'files/upload_session/append_v2': ({ values, request }) => {
        const cursor = values.cursor as Values;
        const problem = cursorProblem(cursor, '');
        if (problem) return problem;
        const session = sessions.get(String(cursor.session_id))!;
        session.data = Buffer.concat([session.data, request.body]);
        return NULL;
      },
      'files/upload_session/finish': ({ values, request }) => {
        const cursor = values.cursor as Values;
        const problem = cursorProblem(cursor, 'lookup_failed/');
        if (problem) return problem;
        const id = String(cursor.session_id);
        const { path, mode } = values.commit as Values;
        const saved = save(path, mode, Buffer.concat([sessions.get(id)!.data, request.body]));
        sessions.delete(id);
        return saved;
      },
      'files/get_metadata': ({ values }) => {
        const found = files.get(String(values.path));
        return found && { body: metadata(values.path, found) };
      },
      'files/download': ({ values }) => {
        const body = files.get(String(values.path)) ?? Buffer.from('%PDF-1.7');
        return { body, headers: { 'content-type': 'application/octet-stream' } };
      },
      'files/download_zip': () => ({ body: Buffer.from('PK') }),
      'files/get_preview': () => ({ body: Buffer.from('%PDF-1.7') }),
      'files/save_url': () => begin({}),
      'files/save_url/check_job_status': poll,
      'sharing/check_job_status': poll,
      'sharing/check_share_job_status': poll,
      'sharing/share_folder': ({ values }) => {
        if (values.path !== '/Shared') return begin({});
        return rule('bad_path/already_shared', { shared_folder_id: '84528192421' });
      },
      'sharing/unshare_folder': () => begin({}),
      'sharing/add_file_member': ({ values }) => {
        const results = (values.members as Values[]).map((member) =>
          String(member.email).startsWith('nobody')
            ? { member, result: refusedMember }
            : { member, result: { '.tag': 'success', success: { '.tag': 'viewer' } } },
        );
        return { body: results };
      },
    },
    routes: {
      'POST /oauth2/token': token,
      ...Object.fromEntries(CONTENT.map((name) => [`POST /2/${name}`, withHeader(name)])),
    },
  };
}

const refusedMember = {
  '.tag': 'member_error',
  member_error: { '.tag': 'invalid_member' },
};

/** The client is authenticated by Basic, and a code works once per reset. */
function token({ body, headers }: Received): Answer {
  const form = new URLSearchParams(body.toString());
  const basic = `Basic ${Buffer.from(`${APP.id}:${APP.secret}`).toString('base64')}`;
  const refused = (error: string): Answer => ({
    status: 400,
    body: { error, error_description: error.replaceAll('_', ' ') },
  });
  if (headers.authorization !== basic) return refused('invalid_client');
  const tokens = { access_token: TOKEN, expires_in: 14400, token_type: 'bearer' };
  const grant = form.get('grant_type');
  if (grant === 'authorization_code' && form.get('code') === APP.code) {
    return { body: { ...tokens, refresh_token: APP.refresh } };
  }
  if (grant === 'refresh_token' && form.get('refresh_token') === APP.refresh) {
    return { body: tokens };
  }
  return refused('invalid_grant');
}
