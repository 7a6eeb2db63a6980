import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { Local } from '../local.js';
import { seconds } from '../seconds.js';
import type { Objects, StoredObject } from '../state/store.js';
import { jsonBody } from './checks.js';
import { noSuch, pageOf, shownPage } from './pages.js';
import { RUN, startRun, threadRuns } from './runs.js';
import { MESSAGE, messageOf, notDone, type ThreadMessage } from './thread-messages.js';
import { metadataOf } from './values.js';

const THREAD = 'thread';

interface Thread extends StoredObject {
  object: 'thread';
  created_at: number;
  tool_resources: null;
  metadata: Record<string, string>;
}

/** The endpoints for threads, their messages and runs. */
export function threads(local: Local): Hono {
  const routes = new Hono();
  const objects = async () => (await local.store()).objects;

  routes.post('/', async (context) => {
    const thread = create(await optionalBody(context), await objects());
    return context.json(thread);
  });

  routes.post('/runs', async (context) => {
    const body = await jsonBody(context);
    const given = isRecord(body.thread) ? body.thread : {};
    const { id } = create(given, await objects());
    return context.json(await startRun(id, body, local, context.req.raw.signal));
  });

  routes.get('/:thread', async (context) => context.json(found(context, await objects())));

  routes.post('/:thread', async (context) => {
    const body = await jsonBody(context);
    const thread = found(context, await objects());
    const changed = { ...thread, metadata: metadataOf(body) ?? thread.metadata };
    (await objects()).put(THREAD, changed);
    return context.json(changed);
  });

  routes.delete('/:thread', async (context) => {
    const kept = await objects();
    const { id } = found(context, kept);
    kept.remove(THREAD, id);
    for (const kind of [MESSAGE, RUN]) {
      const { data } = kept.list(kind, { parent: id, limit: 1_000_000, order: 'asc' });
      for (const object of data) kept.remove(kind, object.id);
    }
    return context.json({ id, object: 'thread.deleted', deleted: true });
  });

  routes.post('/:thread/messages', async (context) => {
    const message = messageOf(await jsonBody(context), found(context, await objects()).id);
    (await objects()).put(MESSAGE, message, message.thread_id);
    return context.json(message);
  });

  routes.get('/:thread/messages', async (context) => {
    const { id } = found(context, await objects());
    const { data, hasMore } = (await objects()).list(MESSAGE, pageOf(context, { parent: id }));
    return context.json(shownPage(data, hasMore));
  });

  routes.get('/:thread/messages/:message', async (context) =>
    context.json(foundMessage(context, await objects())),
  );

  routes.delete('/:thread/messages/:message', async (context) => {
    const { id } = foundMessage(context, await objects());
    (await objects()).remove(MESSAGE, id);
    return context.json({ id, object: 'thread.message.deleted', deleted: true });
  });

  const threadOf = async (context: Context) => found(context, await objects()).id;
  routes.route('/:thread/runs', threadRuns(local, threadOf));
  return routes;
}

async function optionalBody(context: Context): Promise<JsonRecord> {
  return (await context.req.raw.clone().text()) === '' ? {} : jsonBody(context);
}

function found(context: Context, objects: Objects): Thread {
  const id = context.req.param('thread') ?? '';
  const thread = objects.get<Thread>(THREAD, id);
  if (thread) return thread;
  throw noSuch('thread', id);
}

function foundMessage(context: Context, objects: Objects): ThreadMessage {
  const id = context.req.param('message') ?? '';
  const message = objects.get<ThreadMessage>(MESSAGE, id);
  if (message?.thread_id === context.req.param('thread')) return message!;
  throw noSuch('message', id);
}

/** Stores a new thread and its initial messages. */
function create(body: JsonRecord, objects: Objects): Thread {
  if (body.tool_resources) throw notDone('tool_resources');
  const thread: Thread = {
    id: `thread_${randomBytes(12).toString('hex')}`,
    object: 'thread',
    created_at: seconds(),
    tool_resources: null,
    metadata: metadataOf(body) ?? {},
  };
  const given: unknown[] = Array.isArray(body.messages) ? body.messages : [];
  const messages = given.map((message) => messageOf(isRecord(message) ? message : {}, thread.id));
  objects.put(THREAD, thread);
  for (const message of messages) objects.put(MESSAGE, message, thread.id);
  return thread;
}
