import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { seconds } from '../seconds.js';
import type { Objects, StoredObject } from '../state/store.js';
import { jsonBody, requiredText } from './checks.js';
import { noSuch, pageOf, shownPage } from './pages.js';
import { metadataOf, numberWithin, optionalText } from './values.js';

export const ASSISTANT = 'assistant';
const MOST_TOOLS = 128;
const TOOLS = ['code_interpreter', 'file_search', 'function'];

export interface Assistant extends StoredObject {
  object: 'assistant';
  created_at: number;
  model: string;
  [field: string]: unknown;
}

/** The endpoints for assistants: a stored model, instructions and tools. */
export function assistants(local: Local): Hono {
  const routes = new Hono();
  const objects = async () => (await local.store()).objects;

  routes.post('/', async (context) => {
    const body = await jsonBody(context);
    const model = await chatModel(body, local);
    const assistant: Assistant = {
      id: `asst_${randomBytes(12).toString('hex')}`,
      object: 'assistant',
      created_at: seconds(),
      ...{ name: null, description: null, model, instructions: null, tools: [] },
      ...{ tool_resources: null, metadata: {}, temperature: 1, top_p: 1, response_format: 'auto' },
      ...givenOf(body),
    };
    (await objects()).put(ASSISTANT, assistant);
    return context.json(assistant);
  });

  routes.get('/', async (context) => {
    const { data, hasMore } = (await objects()).list<Assistant>(ASSISTANT, pageOf(context));
    return context.json(shownPage(data, hasMore));
  });

  routes.get('/:id', async (context) => context.json(found(context, await objects())));

  routes.post('/:id', async (context) => {
    const known = found(context, await objects());
    const body = await jsonBody(context);
    const model = 'model' in body ? { model: await chatModel(body, local) } : {};
    const changed: Assistant = { ...known, ...model, ...givenOf(body) };
    (await objects()).put(ASSISTANT, changed);
    return context.json(changed);
  });

  routes.delete('/:id', async (context) => {
    const { id } = found(context, await objects());
    (await objects()).remove(ASSISTANT, id);
    return context.json({ id, object: 'assistant.deleted', deleted: true });
  });
  return routes;
}

function found(context: Context, objects: Objects): Assistant {
  const id = context.req.param('id') ?? '';
  const assistant = objects.get<Assistant>(ASSISTANT, id);
  if (assistant) return assistant;
  throw noSuch('assistant', id);
}

async function chatModel(body: JsonRecord, local: Local): Promise<string> {
  return (await local.models.findFor(requiredText(body, 'model'), 'chat')).card.id;
}

/** Validates the fields of a request; `null` removes one. */
function givenOf(body: JsonRecord): JsonRecord {
  const read: JsonRecord = {
    name: optionalText(body, 'name', 256),
    description: optionalText(body, 'description', 512),
    instructions: optionalText(body, 'instructions', 256_000),
    tools: toolsOf(body),
    tool_resources: resourcesOf(body),
    metadata: metadataOf(body),
    temperature: numberWithin(body, 'temperature', { least: 0, most: 2 }),
    top_p: numberWithin(body, 'top_p', { least: 0, most: 1 }),
    response_format: formatOf(body),
  };
  const given = Object.entries(read).filter(([key]) => key in body);
  return Object.fromEntries(given.map(([key, value]) => [key, value ?? EMPTY[key] ?? null]));
}

/** Empty values other than `null`. */
const EMPTY: JsonRecord = { tools: [], metadata: {} };

function toolsOf({ tools }: JsonRecord): unknown[] | undefined {
  if (tools === undefined || tools === null) return undefined;
  const isList = Array.isArray(tools) && tools.length <= MOST_TOOLS;
  if (isList && tools.every(isTool)) return tools;
  throw badRequest(
    `'tools' must be an array of at most ${MOST_TOOLS}, each with a 'type' of ${TOOLS.join(', ')}; a function needs a 'name'.`,
    'tools',
  );
}

function isTool(tool: unknown): boolean {
  if (!isRecord(tool) || !TOOLS.includes(String(tool.type))) return false;
  return (
    tool.type !== 'function' || (isRecord(tool.function) && typeof tool.function.name === 'string')
  );
}

function resourcesOf({ tool_resources: resources }: JsonRecord): JsonRecord | undefined {
  if (resources === undefined || resources === null) return undefined;
  if (isRecord(resources)) {
    const known = Object.entries(resources).every(
      ([tool, of]) => (tool === 'code_interpreter' || tool === 'file_search') && isRecord(of),
    );
    const { file_search: search } = resources;
    if (isRecord(search) && 'vector_stores' in search) {
      const message = 'Create the vector store first (POST /v1/vector_stores), and use its ID.';
      throw badRequest(message, 'tool_resources');
    }
    if (known) return resources;
  }
  throw badRequest(
    "'tool_resources' must be 'code_interpreter' with 'file_ids' and 'file_search' with 'vector_store_ids'.",
    'tool_resources',
  );
}

function formatOf({ response_format: format }: JsonRecord): unknown {
  if (format === undefined || format === null || format === 'auto') return format ?? undefined;
  const types = ['text', 'json_object', 'json_schema'];
  if (isRecord(format) && types.includes(String(format.type))) return format;
  throw badRequest(
    "'response_format' must be auto, or have a 'type' as for chat completions.",
    'response_format',
  );
}
