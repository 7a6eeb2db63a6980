import { createHash } from 'node:crypto';
import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { isRecord, readDescription } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import { foldersAbove } from '../../../core/sync/tree.js';

export const TOKEN = 'da77c3530c30593663bf7b797323e48c';
export const PASSWORD = 'correct: horse-battery';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** The contents of a site by path; folders end with a slash. */
export type Site = Map<string, Buffer>;

/** A server that stands in for neocities.org, made from notes on its source. */
export async function start(): Promise<StandIn & { site: Site }> {
  const site: Site = new Map();
  const server = await StandIn.start(description, behavior(site));
  return Object.assign(server, { site });
}

const CODES: Partial<Record<Problem['wrong'], readonly [number, string]>> = {
  authorization: [403, 'invalid_auth'],
  operation: [404, 'not_found'],
  verb: [404, 'not_found'],
  missing: [400, 'missing_filenames'],
  'rate limit': [429, 'rate_limited'],
  unavailable: [500, 'upload_failed'],
};

function refuse({ wrong, message, code }: Problem): Answer {
  const [status, usual] = CODES[wrong] ?? [400, 'bad_filename'];
  const headers: Record<string, string> = status === 429 ? { 'retry-after': '0' } : {};
  return { status, headers, body: { result: 'error', error_type: code ?? usual, message } };
}

const refused = (code: string, message: string): Problem => ({ wrong: 'rule', code, message });
const told = (body: object): Answer => ({ body: { result: 'success', ...body } });
const hashOf = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex');

function behavior(site: Site): Behavior {
  return {
    refuse,
    authorize({ name, request: { headers } }) {
      const basic = `Basic ${Buffer.from(`my-site:${PASSWORD}`).toString('base64')}`;
      const wanted = name === 'GET /key' ? basic : `Bearer ${TOKEN}`;
      if (headers.authorization === wanted) return undefined;
      return { wrong: 'authorization', message: 'invalid credentials' };
    },
    rule({ values }) {
      if (values.sitename === 'missing') return refused('site_not_found', 'could not find it');
      return undefined;
    },
    instead: {
      'GET /key': () => told({ api_key: TOKEN }),
      'GET /list': ({ values }) => told({ files: listed(site, values.path) }),
      'POST /upload': ({ values }) => upload(site, Object.entries(values)),
      'POST /upload_hash': ({ values }) => {
        const same = Object.entries(values).map(([path, hash]) => {
          const stored = site.get(path);
          return [path, stored !== undefined && hashOf(stored) === hash];
        });
        return told({ files: Object.fromEntries(same) });
      },
      'POST /delete': ({ values }) => remove(site, values.filenames as string[]),
    },
  };
}

function listed(site: Site, folder: unknown) {
  const inside = folder === undefined ? '' : `${folder}/`;
  const at = 'Mon, 02 Nov 2026 12:00:00 -0000';
  return [...site]
    .filter(([path]) => path.startsWith(inside) && path !== inside)
    .map(([path, bytes]) =>
      path.endsWith('/')
        ? { path: path.slice(0, -1), is_directory: true, created_at: at, updated_at: at }
        : {
            ...{ path, is_directory: false, size: bytes.length },
            ...{ created_at: at, updated_at: at, sha1_hash: hashOf(bytes) },
          },
    );
}

/** A form with a field for each file, named by its path. Nothing is stored if one is refused. */
function upload(site: Site, fields: readonly [string, unknown][]): Answer | Problem {
  const files = fields.flatMap(([path, file]) =>
    isRecord(file) && Buffer.isBuffer(file.bytes) ? [[path, file.bytes] as const] : [],
  );
  if (files.length === 0) return refused('missing_files', 'you must provide files to upload');
  const wrong = files.find(([path]) => path.endsWith('.exe'));
  if (wrong) return refused('invalid_file_type', `${wrong[0]} is not a valid file type`);
  for (const [path, bytes] of files) {
    for (const folder of foldersAbove(path)) site.set(`${folder}/`, Buffer.alloc(0));
    site.set(path, bytes);
  }
  return told({ message: 'your file(s) have been successfully uploaded' });
}

/** All of them, or none. */
function remove(site: Site, paths: readonly string[]): Answer | Problem {
  if (paths.length === 0) return refused('missing_filenames', 'you must provide files to delete');
  for (const path of paths) {
    if (path === 'index.html') return refused('cannot_delete_index', 'canceled deleting');
    if (site.has(path) || site.has(`${path}/`)) continue;
    return refused('missing_files', `${path} was not found on your site, canceled deleting`);
  }
  for (const path of paths) {
    site.delete(path);
    for (const one of [...site.keys()]) if (one.startsWith(`${path}/`)) site.delete(one);
  }
  return told({ message: 'file(s) have been deleted' });
}
