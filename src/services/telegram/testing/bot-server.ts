import type { ServerResponse } from 'node:http';
import { json, type Received, start } from '../../../../test/support/server.js';
import api from './bot-api.json' with { type: 'json' };

export const TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

/** A received file. */
interface SentFile {
  name: string;
  type: string;
  bytes: Buffer;
}

/** A received call of the Bot API, with its values as the API parses them. */
export interface BotCall {
  token: string;
  method: string;
  fields: Record<string, unknown>;
  files: Record<string, SentFile>;
  request: Received;
}

type Handler = (call: BotCall, response: ServerResponse, index: number) => void | Promise<void>;

/**
 * A substitute for api.telegram.org that only accepts what the Bot API documents: a call with an
 * unknown parameter, a wrong type or a missing required one fails the test.
 */
export class BotServer {
  /** All calls since `reset`. */
  readonly calls: BotCall[] = [];
  #handler: Handler = ok;
  #url = '';

  static async start(): Promise<BotServer> {
    const bot = new BotServer();
    const { url } = await start(async (request, response) => {
      const call = await read(request);
      bot.calls.push(call);
      if (!call.token) return bot.#handler(call, response, bot.calls.length - 1);
      check(call);
      await bot.#handler(call, response, bot.calls.length - 1);
    });
    bot.#url = url;
    return bot;
  }

  /** Call options for this server. */
  get here() {
    return { baseUrl: this.#url, retries: 0 } as const;
  }

  get url(): string {
    return this.#url;
  }

  reset(): void {
    this.calls.length = 0;
    this.#handler = ok;
  }

  on(handler: Handler): void {
    this.#handler = handler;
  }

  /** The only call received. */
  get only(): BotCall {
    if (this.calls.length !== 1) throw new Error(`${this.calls.length} calls received`);
    return this.calls[0]!;
  }
}

function ok(_: BotCall, response: ServerResponse): void {
  json(response, { ok: true, result: true });
}

/** An error in the Bot API's format. */
export function refuse(
  response: ServerResponse,
  code: number,
  description: string,
  parameters?: object,
): void {
  json(response, { ok: false, error_code: code, description, parameters }, code);
}

async function read(request: Received): Promise<BotCall> {
  const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.path) ?? [];
  const fields: Record<string, unknown> = {};
  const files: Record<string, SentFile> = {};
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    Object.assign(fields, JSON.parse(request.body.toString()));
  } else if (type.startsWith('multipart/form-data')) {
    // Parsed by Node's own parser, not by one of ours.
    const form = await new Response(new Uint8Array(request.body), {
      headers: { 'content-type': type },
    }).formData();
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = fromForm(method, name, value);
      else files[name] = await sentFile(value);
    }
  }
  return { token, method, fields, files, request };
}

async function sentFile(value: Blob & { name: string }): Promise<SentFile> {
  return {
    name: value.name,
    type: value.type,
    bytes: Buffer.from(await value.arrayBuffer()),
  };
}

type Table = Readonly<Record<string, string>>;
const methods: Readonly<Record<string, Table>> = api.methods;
const types: Readonly<Record<string, Table>> = api.types;

/** A form only has texts: they are parsed by the documented types. */
function fromForm(method: string, name: string, text: string): unknown {
  const type = methods[method]?.[name] ?? methods[method]?.[`${name}!`] ?? '';
  if (/List|Object/.test(type)) return JSON.parse(text);
  if (/Boolean/.test(type)) return text === 'true' ? true : text === 'false' ? false : text;
  if (/Integer|Float/.test(type) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

function check({ method, fields, files }: BotCall): void {
  const table = methods[method];
  if (!table) throw new Error(`the Bot API has no method ${method}`);
  const attached = new Set(JSON.stringify(fields).match(/(?<=attach:\/\/)\w+/g));
  const named = Object.keys(files).filter((name) => !attached.delete(name));
  if (attached.size > 0) throw new Error(`${method}: no file is attached as ${[...attached]}`);
  const given = { ...fields, ...Object.fromEntries(named.map((name) => [name, 'File'])) };
  checkFields(method, table, given, new Set(named));
  checkInner(method, fields);
}

function checkInner(method: string, fields: Record<string, unknown>): void {
  const each = (type: string, values: unknown) => {
    for (const value of values as object[]) checkFields(`${method} ${type}`, types[type]!, value);
  };
  if (method === 'sendPoll') each('InputPollOption', fields.options);
  if (fields.reply_parameters) each('ReplyParameters', [fields.reply_parameters]);
  for (const item of (fields.media ?? []) as { type: string }[]) {
    each(`InputMedia${item.type[0]!.toUpperCase()}${item.type.slice(1)}`, [item]);
  }
  const keyboard = fields.reply_markup as { inline_keyboard?: object[][] } | undefined;
  if (!keyboard) return;
  each(keyboard.inline_keyboard ? 'InlineKeyboardMarkup' : 'ReplyKeyboardMarkup', [keyboard]);
  each('InlineKeyboardButton', (keyboard.inline_keyboard ?? []).flat());
}

const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Integer: Number.isSafeInteger,
  Float: Number.isFinite,
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  List: Array.isArray,
  Object: (value) => Object.prototype.toString.call(value) === '[object Object]',
};

function checkFields(what: string, table: Table, given: object, files = new Set<string>()): void {
  for (const [name, value] of Object.entries(given)) {
    const type = table[name] ?? table[`${name}!`];
    if (!type) throw new Error(`${what}: the Bot API has no parameter ${name}`);
    const fits = type
      .split('|')
      .some((one) => (one === 'File' ? files.has(name) : IS[one]!(value)));
    if (!fits) throw new Error(`${what}: ${name} must be ${type}, not ${JSON.stringify(value)}`);
  }
  for (const name of Object.keys(table)) {
    if (name.endsWith('!') && !(name.slice(0, -1) in given)) {
      throw new Error(`${what}: ${name.slice(0, -1)} is missing`);
    }
  }
}
