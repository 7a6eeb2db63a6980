import { lookup } from 'node:dns/promises';
import { mkdir } from 'node:fs/promises';
import { BlockList } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { secret } from '../../core/definition/kinds/index.js';
import { InputError } from '../../core/errors/errors.js';
import { Redactor } from '../../core/errors/redact.js';
import { readConfig } from '../run/config-file.js';
import { TypedSources } from '../run/sources.js';
import { sizeOf } from '../serving/size-of.js';
import { didYouMean } from '../start/suggest.js';
import { OPTIONS, serveOptions } from './serve-options.js';

/** The checked options of `oint local serve`. */
export interface ServeSettings {
  help: boolean;
  host: string;
  /** Whether only this machine can reach the host. */
  loopback: boolean;
  port: number;
  token: string | undefined;
  models: readonly string[];
  /** Other names of models. */
  aliases: Readonly<Record<string, string>>;
  data: string | undefined;
  memory: boolean;
  /** In bytes. */
  mostUpload: number;
  /** Unload a model after this many milliseconds without a request. */
  idle: number;
  threads: number | undefined;
  origins: readonly string[];
  allowPrivate: boolean;
  log: 'text' | 'json' | 'none';
  /** Masks the token in all output. */
  redactor: Redactor;
}

export async function readServeOptions(args: readonly string[]): Promise<ServeSettings> {
  const values = parse(args);
  const redactor = new Redactor();
  const host = values.host ?? '127.0.0.1';
  const help = values.help ?? false;
  const loopback = help || (await isLoopback(host));
  const token = help ? undefined : await readToken(values.token, redactor);
  if (!loopback && token === undefined) throw tokenWanted(host);
  if (values.memory && values.data !== undefined) {
    throw wrong('--memory saves no data, but --data says where to save it', 'Use one of them.');
  }
  return {
    help,
    host,
    loopback,
    port: portOf(values.port ?? '8080'),
    token,
    models: values.model ?? [],
    aliases: aliasesOf(values.alias ?? []),
    data: values.data === undefined ? undefined : await folderOf(values.data),
    memory: values.memory ?? false,
    mostUpload: uploadSize(values['max-upload'] ?? '512M'),
    idle: minutesOf(values.idle ?? '5'),
    threads: values.threads === undefined ? undefined : threadsOf(values.threads),
    origins: (values.origin ?? []).map(originOf),
    allowPrivate: values['allow-private'] ?? false,
    log: values.quiet ? 'none' : values.json ? 'json' : 'text',
    redactor,
  };
}

export function wrong(
  message: string,
  hint = 'Run oint local serve --help for its options.',
): InputError {
  return new InputError({ method: 'local serve', message, hint });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    const message = (error as Error).message.split('. ')[0]!;
    const [, typed] = /^Unknown option '(--[^']+)'/.exec(message) ?? [];
    const near = typed
      ? didYouMean(
          typed,
          serveOptions.map(({ name }) => `--${name}`),
        )
      : undefined;
    throw wrong(typed ? `unknown option ${typed}` : message, near);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw wrong(`--port must be a number from 0 to 65535, not "${text}"`);
}

function aliasesOf(texts: readonly string[]): Record<string, string> {
  const pairs = texts.map((text) => {
    const [, name, model] = /^([^=\s]+)=([^=\s]+)$/.exec(text.trim()) ?? [];
    if (name && model) return [name, model] as const;
    throw wrong(`--alias must be NAME=MODEL, such as gpt-5-mini=oint-guide, not "${text}"`);
  });
  const again = pairs.find(([name], index) => pairs.findIndex((one) => one[0] === name) < index);
  if (again) throw wrong(`--alias gives the name ${again[0]} twice`);
  return Object.fromEntries(pairs);
}

function uploadSize(text: string): number {
  const size = sizeOf(text);
  if (size !== undefined) return size;
  throw wrong(`--max-upload must be a size such as 100M or 2G, not "${text}"`);
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && minutes > 0 && minutes <= 30_000) return minutes * 60_000;
  throw wrong(`--idle must be minutes, more than 0 and up to 30000, not "${text}"`);
}

function threadsOf(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw wrong(`--threads must be a number from 1 to 999, not "${text}"`);
}

/** Normalizes an origin to the form browsers send: no path, no trailing slash. */
function originOf(text: string): string {
  if (text === '*') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.origin !== 'null' && /^\/?$/.test(url.pathname)) return url.origin;
  throw wrong(`--origin must be the URL of a site, such as https://app.example.org, not "${text}"`);
}

async function folderOf(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw wrong(`--data: cannot create the folder ${path}: ${(error as Error).message}`);
  }
  return folder;
}

async function isLoopback(host: string): Promise<boolean> {
  const own = new BlockList();
  own.addSubnet('127.0.0.0', 8, 'ipv4');
  own.addAddress('::1', 'ipv6');
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true }).catch((error: Error) => {
    throw wrong(`--host: cannot resolve ${host}: ${error.message}`);
  });
  return found.every(({ address, family }) => own.check(address, family === 6 ? 'ipv6' : 'ipv4'));
}

/** The token from the command line or OINT_LOCAL_TOKEN. An empty one counts as missing. */
async function readToken(
  typed: string | undefined,
  redactor: Redactor,
): Promise<string | undefined> {
  const value = typed ?? process.env.OINT_LOCAL_TOKEN;
  if (!value) return undefined;
  const sources = new TypedSources(await readConfig());
  const context = { param: 'token', name: '--token', method: 'local serve', redactor, sources };
  const token = await secret('').kind.parse(value, context);
  // A token that no client can send would lock everyone out.
  if (token === '' || /[^!-~]/.test(token)) {
    throw wrong('--token must consist of plain characters without spaces');
  }
  return token;
}

function tokenWanted(host: string): InputError {
  return wrong(
    `other machines can reach the server at ${host}, so it needs a token`,
    'Set one: OINT_LOCAL_TOKEN=$(openssl rand -hex 24), or --token file:PATH. Clients send it as their API key.',
  );
}
