import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { ApiError } from '../errors.js';
import type { Local } from '../local.js';
import type { Objects, Page, StoredObject } from '../state/store.js';
import type { Completion } from './chat-object.js';
import { jsonBody, metadataOf, refuseUnknown } from './checks.js';
import { inOrder, pageOf, partOf, shownPage } from './pages.js';

const KIND = 'chat.completion';

/** A chat completion that was to be kept (`store`), and the messages it was made from. */
interface StoredChat extends StoredObject {
  completion: Completion;
  messages: readonly (StoredObject & JsonRecord)[];
}

export async function keepCompletion(
  completion: Completion,
  { messages }: JsonRecord,
  local: Local,
): Promise<void> {
  const given = Array.isArray(messages) ? messages.filter(isRecord) : [];
  const { id } = completion;
  const stored: StoredChat = {
    id,
    completion: { ...completion, metadata: completion.metadata ?? {} },
    messages: given.map((message, index) => shownMessage(message, `${id}-${index}`)),
  };
  (await local.store()).objects.put(KIND, stored);
}

function shownMessage(message: JsonRecord, id: string): StoredObject & JsonRecord {
  const { content = null } = message;
  const parts = Array.isArray(content) ? { content: null, content_parts: content } : { content };
  return { refusal: null, ...message, ...parts, id };
}

/** The endpoints of the chat completions that are kept. */
export function storedChats(local: Local): Hono {
  const routes = new Hono();
  const objects = async () => (await local.store()).objects;

  routes.get('/', async (context) => {
    const page = pageOf(context, { order: 'asc' });
    const { data, hasMore } = listed(await objects(), page, wanted(context));
    const shown = data.map(({ completion }) => completion);
    return context.json(shownPage(shown, hasMore));
  });

  routes.get('/:id', async (context) => {
    return context.json(found(await objects(), context.req.param('id')).completion);
  });

  routes.post('/:id', async (context) => {
    const kept = await objects();
    const stored = found(kept, context.req.param('id'));
    const body = await jsonBody(context);
    refuseUnknown(body, new Set(['metadata']));
    const completion = { ...stored.completion, metadata: metadataOf(body) ?? {} };
    kept.put(KIND, { ...stored, completion } as StoredChat);
    return context.json(completion);
  });

  routes.delete('/:id', async (context) => {
    const id = context.req.param('id');
    if (!(await objects()).remove(KIND, id)) throw absent(id);
    return context.json({ object: 'chat.completion.deleted', id, deleted: true });
  });

  routes.get('/:id/messages', async (context) => {
    const { messages } = found(await objects(), context.req.param('id'));
    const page = pageOf(context, { order: 'asc' });
    return context.json(partOf(inOrder(messages, page), page));
  });
  return routes;
}

function found(objects: Objects, id: string): StoredChat {
  const stored = objects.get<StoredChat>(KIND, id);
  if (stored) return stored;
  throw absent(id);
}

function absent(id: string): ApiError {
  const message = `There is no chat completion '${id}': those that were made with 'store': true are kept.`;
  return new ApiError({ status: 404, message, param: 'id', code: 'not_found' });
}

type IsWanted = (chat: StoredChat) => boolean;

function wanted(context: Context): IsWanted {
  const query = Object.entries(context.req.query());
  const notes = query.flatMap(([name, value]) => {
    const [, key] = /^metadata\[(.+)\]$/.exec(name) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  const model = context.req.query('model');
  return ({ completion }) =>
    (model === undefined || completion.model === model) &&
    notes.every(([key, value]) => completion.metadata?.[key] === value);
}

/** Page by page, until there are as many as are asked for. */
function listed(objects: Objects, page: Page, isWanted: IsWanted) {
  const data: StoredChat[] = [];
  for (let { after } = page; ; ) {
    const next = objects.list<StoredChat>(KIND, { ...page, after });
    for (const chat of next.data.filter(isWanted)) {
      if (data.length === page.limit) return { data, hasMore: true };
      data.push(chat);
    }
    after = next.data.at(-1)?.id;
    if (!next.hasMore) return { data, hasMore: false };
  }
}
