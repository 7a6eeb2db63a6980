import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const TOKEN = 'xoxb-110201543-AAHdqTcvCH1vGWJx';
/** A user token, which some methods require. */
export const USER_TOKEN = 'xoxp-110201543-AAHdqTcvCH1vGWJx';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for slack.com: its `url` replaces `https://slack.com`. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior());
}

const FOR_PEOPLE = ['files.sharedPublicURL', 'files.revokePublicURL'];

/** https://docs.slack.dev/reference/methods: the errors that every method can return. */
const CODES: Partial<Record<Problem['wrong'], string>> = {
  operation: 'unknown_method',
  verb: 'invalid_post_type',
  'media type': 'invalid_post_type',
  cursor: 'invalid_cursor',
  limit: 'invalid_limit',
  'rate limit': 'ratelimited',
  unavailable: 'service_unavailable',
};
const MALFORMED: Record<string, string> = { json: 'invalid_json', object: 'json_not_object' };

function refuse({ wrong, name = '', message, code }: Problem): Answer {
  const error = (value: string, more: object = {}) => ({ ok: false, error: value, ...more });
  if (code) return { body: error(code) };
  if (wrong === 'malformed') return { body: error(MALFORMED[name] ?? 'invalid_form_data') };
  if (wrong === 'not found') return { body: error(NOT_FOUND[name] ?? 'not_found') };
  if (wrong === 'rate limit') {
    return { status: 429, headers: { 'retry-after': '1' }, body: error('ratelimited') };
  }
  if (wrong === 'unavailable') return { status: 503, body: error('service_unavailable') };
  const known = CODES[wrong];
  if (known) return { body: error(known) };
  const words = wrong === 'missing' ? `missing required field: ${name}` : message;
  const messages = [`[ERROR] ${words} [json-pointer:/${name}]`];
  return { body: error('invalid_arguments', { response_metadata: { messages } }) };
}

const NOT_FOUND: Record<string, string> = {
  channel: 'channel_not_found',
  ts: 'message_not_found',
  file: 'file_not_found',
  external_id: 'file_not_found',
  scheduled_message_id: 'invalid_scheduled_message_id',
};

function named({ name }: Values): Values {
  return { name_normalized: name };
}

/** A new one for each server: it stores the announced uploads. */
function behavior(): Behavior {
  const uploads = new Map<string, { length: number; name: string; hasArrived: boolean }>();
  const channel = { kind: 'channels', by: 'channel', at: 'channel' } as const;
  const message = { kind: 'messages', by: 'ts', within: 'channel' } as const;
  const file = { kind: 'files', by: 'file', at: 'file' } as const;
  const remote = { kind: 'remote files', by: 'file', at: 'file' } as const;
  const cursor = {
    by: 'cursor',
    from: 'cursor',
    limit: 'limit',
    size: 100,
    max: 1000,
    next: 'response_metadata.next_cursor',
    end: '',
    more: 'has_more',
  } as const;
  const numbered = {
    by: 'page',
    from: 'page',
    limit: 'count',
    size: 100,
    max: 1000,
    total: 'paging.total',
    pages: 'paging.pages',
    page: 'paging.page',
  } as const;
  return {
    refuse,
    authorize({ name, request }) {
      const given = request.headers.authorization;
      const problem = { wrong: 'authorization', message: '' } as const;
      if (!given) return { ...problem, code: 'not_authed' };
      if (given !== `Bearer ${TOKEN}` && given !== `Bearer ${USER_TOKEN}`) {
        return { ...problem, code: 'invalid_auth' };
      }
      const isBot = given === `Bearer ${TOKEN}`;
      return isBot && FOR_PEOPLE.includes(name)
        ? { ...problem, code: 'not_allowed_token_type' }
        : undefined;
    },
    paging: cursor,
    kinds: {
      channels: { ids: ['id'], id: (n) => `C${String(n).padStart(8, '0')}` },
      users: { ids: ['id'], id: (n) => `U${String(n).padStart(8, '0')}` },
      teams: { ids: ['id'], id: (n) => `T${String(n).padStart(8, '0')}` },
      files: { ids: ['id'], id: (n) => `F${String(n).padStart(8, '0')}` },
      'remote files': { ids: ['id'], id: (n) => `R${String(n).padStart(8, '0')}` },
      messages: { ids: ['ts'], id: (n) => `${1_767_268_800 + n}.000100` },
      scheduled: { ids: ['scheduled_message_id', 'id'], id: (n) => `Q${1_298_393_283 + n}` },
    },
    keeps: {
      'auth.teams.list': { does: 'list', kind: 'teams', at: 'teams' },
      'users.list': { does: 'list', kind: 'users', at: 'members' },
      'conversations.members': { does: 'list', kind: 'users', within: 'channel', at: 'members' },
      'conversations.create': { does: 'create', ...channel, set: named },
      'conversations.info': { does: 'read', ...channel },
      'conversations.list': { does: 'list', kind: 'channels', at: 'channels' },
      'conversations.rename': { does: 'update', ...channel, set: named },
      'conversations.archive': {
        ...{ does: 'update', kind: 'channels', by: 'channel' },
        set: { is_archived: true },
      },
      'conversations.setTopic': {
        ...{ does: 'update', ...channel },
        set: ({ topic }) => ({ topic: { value: topic } }),
      },
      'conversations.setPurpose': {
        ...{ does: 'update', ...channel },
        set: ({ purpose }) => ({ purpose: { value: purpose } }),
      },
      'chat.postMessage': { does: 'create', ...message, at: 'message' },
      'chat.update': { does: 'update', ...message, at: 'message' },
      'chat.delete': { does: 'delete', ...message },
      'conversations.history': {
        ...{ does: 'list', ...message, at: 'messages', newestFirst: true },
        where: ({ thread_ts, reply_broadcast }) => !thread_ts || reply_broadcast === true,
      },
      'conversations.replies': {
        ...{ does: 'list', ...message, at: 'messages' },
        where: (facts, { ts }) => facts.ts === ts || facts.thread_ts === ts,
      },
      'chat.scheduleMessage': {
        ...{ does: 'create', kind: 'scheduled', within: 'channel' },
        set: ({ channel, text }) => ({ channel_id: channel, message: { text } }),
      },
      'chat.scheduledMessages.list': {
        ...{ does: 'list', kind: 'scheduled', within: 'channel', at: 'scheduled_messages' },
      },
      'chat.deleteScheduledMessage': {
        ...{ does: 'delete', kind: 'scheduled', by: 'scheduled_message_id' },
      },
      'files.info': { does: 'read', ...file },
      'files.list': { does: 'list', kind: 'files', at: 'files', paging: numbered },
      'files.delete': { does: 'delete', kind: 'files', by: 'file' },
      'files.sharedPublicURL': { does: 'update', ...file, set: { public_url_shared: true } },
      'files.revokePublicURL': { does: 'update', ...file, set: { public_url_shared: false } },
      'files.remote.add': { does: 'create', ...remote },
      'files.remote.info': { does: 'read', ...remote },
      'files.remote.list': { does: 'list', kind: 'remote files', at: 'files' },
      'files.remote.remove': { does: 'delete', kind: 'remote files', by: 'file' },
    },
    instead: {
      'files.getUploadURLExternal': ({ values }, { url, shelves }) => {
        const { id } = shelves.put('announced', {});
        const name = String(values.filename);
        const file_id = `F${id.padStart(8, '0')}`;
        uploads.set(file_id, { length: Number(values.length), name, hasArrived: false });
        return { body: { ok: true, upload_url: `${url}/upload/v1/${file_id}`, file_id } };
      },
      'files.completeUploadExternal': ({ values }, { shelves }) => {
        const files = values.files as { id: string; title?: string }[];
        if (!files.every(({ id }) => uploads.get(id)?.hasArrived)) {
          return { wrong: 'not found', name: 'file', message: 'a file was not uploaded' };
        }
        for (const { id, title } of files) {
          const { name, length: size } = uploads.get(id)!;
          shelves.put('files', { id, name, title: title ?? name, size });
        }
        // Files are shared after the response: it does not say where.
        const told = files.map(({ id, title = uploads.get(id)!.name }) => ({ id, title }));
        return { body: { ok: true, files: told } };
      },
    },
    routes: {
      'POST /upload/v1/{id}': ({ body }, { id }) => {
        const upload = uploads.get(String(id));
        if (!upload) return { status: 404, body: 'not found' };
        if (upload.length !== body.length) return { status: 400, body: 'wrong length' };
        upload.hasArrived = true;
        return { body: `OK - ${body.length}` };
      },
    },
  };
}
