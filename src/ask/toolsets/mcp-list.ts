import type { Client } from '@modelcontextprotocol/client';
import { InputError } from '../../core/errors/errors.js';
import { cut } from '../../core/util/cut.js';
import { isTooDeep, TOO_DEEP } from '../../core/util/depth.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { readSchema, type Schema } from '../schema.js';

/** A tool of a server, as far as a model can use it. */
export interface Listed {
  name: string;
  description: string;
  schema: Schema;
  annotations: JsonRecord;
}

const MOST_PAGES = 100;
const MOST_TOOLS = 1_000;
const LONGEST_DESCRIPTION = 10_000;
/** A longer schema would fill a model's context. */
const LONGEST_SCHEMA = 100_000;

/** Accepts any result: one odd tool must not make the others unusable. */
export const anything = {
  '~standard': {
    version: 1 as const,
    vendor: 'oint',
    validate: (value: unknown): { value: JsonRecord } => ({ value: isRecord(value) ? value : {} }),
    types: undefined as { input: unknown; output: JsonRecord } | undefined,
  },
};

/** All tools of a server that a model can call. Calls `skipped` with the reason for each other. */
export async function listTools(
  client: Client,
  options: { timeout: number },
  skipped: (why: string) => void,
): Promise<Listed[]> {
  const found = new Map<string, Listed>();
  for (const tool of await allPages(client, options)) {
    const name = isRecord(tool) && typeof tool.name === 'string' ? tool.name : '';
    try {
      const listed = read(tool);
      if (found.has(name)) throw new InputError({ message: 'its name is used twice' });
      if (found.size >= MOST_TOOLS) throw new InputError({ message: 'there are too many tools' });
      found.set(name, listed);
    } catch (error) {
      skipped(`its tool "${cut(name, 80)}" is left out: ${(error as Error).message}`);
    }
  }
  return [...found.values()];
}

async function allPages(client: Client, options: { timeout: number }): Promise<unknown[]> {
  const tools: unknown[] = [];
  const seen = new Set<unknown>();
  let cursor: unknown;
  for (let page = 0; page < MOST_PAGES; page++) {
    const params = typeof cursor === 'string' ? { cursor } : {};
    const result = await client.request({ method: 'tools/list', params }, anything, options);
    if (Array.isArray(result.tools)) tools.push(...result.tools);
    cursor = result.nextCursor;
    if (typeof cursor !== 'string' || cursor === '' || seen.has(cursor)) break;
    seen.add(cursor);
  }
  return tools;
}

/** @throws {InputError} No model could call it. */
function read(tool: unknown): Listed {
  if (!isRecord(tool) || typeof tool.name !== 'string' || tool.name === '') {
    throw new InputError({ message: 'it has no name' });
  }
  const { name, description, inputSchema, annotations } = tool;
  return {
    name,
    description: typeof description === 'string' ? cut(description, LONGEST_DESCRIPTION) : '',
    schema: lenient(objectSchema(inputSchema)),
    annotations: isRecord(annotations) ? annotations : {},
  };
}

function objectSchema(schema: unknown): JsonRecord {
  if (!isRecord(schema)) throw new InputError({ message: 'it has no inputSchema' });
  const { $schema: _, ...rest } = schema;
  const { type = 'object', properties = {} } = rest;
  if (Object.keys(rest).length === 0 || type !== 'object') {
    throw new InputError({ message: 'its inputSchema is not one of an object' });
  }
  if (!isRecord(properties)) throw new InputError({ message: 'its inputSchema is not valid' });
  if (isTooDeep(rest)) throw new InputError({ message: `its inputSchema is ${TOO_DEEP}` });
  if (JSON.stringify(rest).length > LONGEST_SCHEMA) {
    throw new InputError({ message: 'its inputSchema is too long' });
  }
  // Some models need them even if they are empty.
  return { ...rest, type, properties };
}

/** A schema of another version, or one with mistakes, is left to the server to check. */
function lenient(json: JsonRecord): Schema {
  const schema = readSchema(json);
  return {
    json,
    check: (value) => schema.check(value).catch(() => ({ value })),
  };
}

const LONGEST_NAME = 64;

/** Gives each tool a name that models accept, which no other tool has. */
export class ToolNames {
  readonly #given = new Map<string, string>();
  readonly #used: Set<string>;

  constructor(used: readonly string[]) {
    this.#used = new Set(used);
  }

  /** The same name for the same tool each time. */
  of(server: string, tool: string): string {
    const key = JSON.stringify([server, tool]);
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    // Some models need a letter at the beginning.
    const clean = `${server}_${tool}`.replace(/[^\w-]/g, '_').replace(/^(?=[\d-])/, '_');
    let name = clean.slice(0, LONGEST_NAME);
    for (let count = 2; this.#used.has(name); count++) {
      name = `${clean.slice(0, LONGEST_NAME - `_${count}`.length)}_${count}`;
    }
    this.#used.add(name);
    this.#given.set(key, name);
    return name;
  }
}
