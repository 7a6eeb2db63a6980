import type { Behavior, Stage } from '../../../../test/stand-in/behavior.js';
import { isRecord, readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import type { Call } from '../../../../test/stand-in/request.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import type { Kind } from '../../../../test/stand-in/shelves.js';

export const TOKEN = 'ntn_110201543AAHdqTcvCH1vGWJxfSeofSAs0K5';

const VERSIONS = ['2025-09-03', '2022-06-28'] as const;
export const descriptions = Object.fromEntries(
  VERSIONS.map((version) => [
    version,
    readDescription(new URL(`./description-${version}.json`, import.meta.url)),
  ]),
);

/** A server that stands in for api.notion.com; the header Notion-Version chooses the description. */
export function start(): Promise<StandIn> {
  return StandIn.start(descriptions[VERSIONS[0]]!, behavior);
}

/** https://developers.notion.com/reference/status-codes. */
const CODES: Partial<Record<Problem['wrong'], [number, string]>> = {
  operation: [400, 'invalid_request_url'],
  verb: [400, 'invalid_request_url'],
  malformed: [400, 'invalid_json'],
  authorization: [401, 'unauthorized'],
  'not found': [404, 'object_not_found'],
  'rate limit': [429, 'rate_limited'],
  unavailable: [503, 'service_unavailable'],
};

function refuse({ wrong, code: own, message, status: given, more }: Problem): Answer {
  const [status, code] = CODES[wrong] ?? [400, 'validation_error'];
  return {
    status: given ?? status,
    ...(wrong === 'rate limit' && { headers: { 'retry-after': '1' } }),
    body: {
      object: 'error',
      status: given ?? status,
      code: own ?? code,
      message,
      ...more,
      request_id: ID,
    },
  };
}

const ID = '7e48afb0-0000-4000-8000-000000000000';

/** IDs are accepted with and without dashes. */
const kind = (start: string): Kind => ({
  ids: ['id'],
  id: (n) => `${start}-0000-4000-8000-${String(n).padStart(12, '0')}`,
  key: (id) => id.replaceAll('-', '').toLowerCase(),
});

/** Rules that the schemas do not have: https://developers.notion.com/reference/request-limits. */
function rule(call: Call, stage: Stage): Problem | undefined {
  const invalid = (message: string, more?: Values): Problem => ({ wrong: 'rule', message, more });
  for (const list of arraysIn(call.values)) {
    if (list.length > 100) {
      return invalid(`body.children.length should be ≤ \`100\`, instead was \`${list.length}\`.`);
    }
  }
  const long = textsIn(call.values).find((text) => text.length > 2000);
  if (long)
    return invalid(`text.content.length should be ≤ \`2000\`, instead was \`${long.length}\`.`);
  if (call.request.headers['notion-version'] !== VERSIONS[1]) return undefined;
  const parent = call.values.parent as Values | undefined;
  const database = call.values.database_id ?? parent?.database_id;
  const sources = database ? stage.shelves.list('data sources', database) : [];
  if (sources.length < 2) return undefined;
  return invalid('Databases with multiple data sources are not supported in this API version.', {
    additional_data: {
      error_type: 'multiple_data_sources_for_database',
      child_data_source_ids: sources.map(({ id }) => id),
    },
  });
}

function arraysIn(value: unknown): unknown[][] {
  if (Array.isArray(value)) return [value, ...value.flatMap(arraysIn)];
  return isRecord(value) ? Object.values(value).flatMap(arraysIn) : [];
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isRecord(value)) return [];
  const { content } = value;
  return typeof content === 'string' ? [content] : Object.values(value).flatMap(textsIn);
}

const page = { kind: 'pages', by: 'page_id' } as const;
const block = { kind: 'blocks', by: 'block_id' } as const;
const database = { kind: 'databases', by: 'database_id' } as const;
const source = { kind: 'data sources', by: 'data_source_id' } as const;
const inTrash = { in_trash: true, archived: true };

const behavior: Behavior = {
  refuse,
  rule,
  authorize({ request: { headers } }) {
    if (headers.authorization === `Bearer ${TOKEN}`) return undefined;
    return { wrong: 'authorization', message: 'API token is invalid.' };
  },
  describe({ headers }) {
    const version = headers['notion-version'];
    if (version === undefined) {
      const message = 'Notion-Version header failed validation: it should be defined.';
      return { wrong: 'rule', code: 'missing_version', message };
    }
    return (
      descriptions[String(version)] ?? {
        wrong: 'rule',
        message: `Notion-Version header failed validation: \`${version}\` is not one of ${VERSIONS}.`,
      }
    );
  },
  paging: {
    ...{ by: 'cursor', from: 'start_cursor', limit: 'page_size', size: 100, max: 100 },
    ...{ next: 'next_cursor', end: null, more: 'has_more' },
  },
  kinds: {
    pages: kind('1a000000'),
    blocks: kind('1b000000'),
    databases: kind('1c000000'),
    'data sources': kind('1d000000'),
    users: kind('1e000000'),
  },
  keeps: {
    createPage: { does: 'create', ...page },
    getPage: { does: 'read', ...page },
    updatePage: { does: 'update', ...page },
    // Its columns are those of its first data source; older versions show them as its own.
    createDatabase: {
      ...{ does: 'create', ...database },
      set: ({ properties, initial_data_source: source }) => ({
        properties: properties ?? (source as Values | undefined)?.properties,
      }),
    },
    getDatabase: { does: 'read', ...database },
    updateDatabase: { does: 'update', ...database },
    createDataSource: { does: 'create', ...source, within: 'parent.database_id' },
    getDataSource: { does: 'read', ...source },
    updateDataSource: { does: 'update', ...source },
    appendBlockChildren: {
      ...{ does: 'create', kind: 'blocks', within: 'block_id', each: 'children', at: 'results' },
      set: ({ block_id }) => ({ parent: { type: 'block_id', block_id } }),
    },
    listBlockChildren: { does: 'list', kind: 'blocks', within: 'block_id', at: 'results' },
    getBlock: { does: 'read', ...block },
    deleteBlock: { does: 'delete', ...block, set: inTrash },
    listUsers: { does: 'list', kind: 'users', at: 'results' },
    getUser: { does: 'read', kind: 'users', by: 'user_id' },
  },
  finish(body, { name, values }, { shelves }) {
    const id = String(body.id);
    if (name === 'createPage') {
      const parent = { type: 'page_id', page_id: id };
      for (const child of (values.children ?? []) as Values[]) {
        shelves.put('blocks', { ...child, parent }, id);
      }
    }
    if (name === 'createDatabase') {
      const { title, properties, initial_data_source } = values as Record<
        string,
        Values | undefined
      >;
      const parent = { type: 'database_id', database_id: id };
      shelves.put('data sources', { title, properties, ...initial_data_source, parent }, id);
    }
    const sources = body.data_sources ? shelves.list('data sources', id) : [];
    const named = sources.map((one) => ({ id: one.id, name: plainText(one.facts.title) }));
    return withPlainText(named.length > 0 ? { ...body, data_sources: named } : body) as Values;
  },
};

function plainText(title: unknown): string {
  return textsIn(title).join('');
}

/** Adds `plain_text` to rich text, as responses have it. */
function withPlainText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainText);
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).map(([name, item]) => [name, withPlainText(item)]);
  const made = Object.fromEntries(fields) as Values;
  const { text } = made;
  return 'plain_text' in made && isRecord(text) ? { ...made, plain_text: text.content } : made;
}
