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
import { didYouMean } from '../start/suggest.js';
import { OPTIONS, serveOptions } from './serve-options.js';

/** What a line of `oint local serve` asks for, checked. */
export interface ServeSettings {
  help: boolean;
  host: string;
  /** Whether only this machine can reach that host. */
  loopback: boolean;
  port: number;
  token: string | undefined;
  models: readonly string[];
  data: string | undefined;
  memory: boolean;
  /** In bytes. */
  mostUpload: number;
  /** After how many milliseconds without a request a model is unloaded. */
  idle: number;
  threads: number | undefined;
  origins: readonly string[];
  allowPrivate: boolean;
  log: 'text' | 'json' | 'none';
  /** Knows the token, which no line is to show. */
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
    throw wrong('--memory keeps nothing, and --data says where to keep it', 'Give one of them.');
  }
  return {
    help,
    host,
    loopback,
    port: portOf(values.port ?? '8080'),
    token,
    models: values.model ?? [],
    data: values.data === undefined ? undefined : await folderOf(values.data),
    memory: values.memory ?? false,
    mostUpload: sizeOf(values['max-upload'] ?? '512M'),
    idle: minutesOf(values.idle ?? '5'),
    threads: values.threads === undefined ? undefined : threadsOf(values.threads),
    origins: (values.origin ?? []).map(originOf),
    allowPrivate: values['allow-private'] ?? false,
    log: values.quiet ? 'none' : values.json ? 'json' : 'text',
    redactor,
  };
}

export function wrong(message: string, hint = 'See oint local serve --help.'): InputError {
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
    throw wrong(typed ? `there is no option ${typed}` : message, near);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw wrong(`--port takes a number from 0 to 65535, not "${text}"`);
}

const UNITS = ['', 'K', 'M', 'G', 'T'];

function sizeOf(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const size = Math.floor(Number(number) * 1024 ** UNITS.indexOf((unit ?? '').toUpperCase()));
  if (number !== undefined && size > 0) return size;
  throw wrong(`--max-upload takes a size such as 100M or 2G, not "${text}"`);
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && minutes > 0 && minutes <= 30_000) return minutes * 60_000;
  throw wrong(`--idle takes minutes from above 0 to 30000, not "${text}"`);
}

function threadsOf(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw wrong(`--threads takes a number from 1 to 999, not "${text}"`);
}

/** As browsers send it: no path, no slash at the end. */
function originOf(text: string): string {
  if (text === '*') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.origin !== 'null' && /^\/?$/.test(url.pathname)) return url.origin;
  throw wrong(
    `--origin takes the address of a site, such as https://app.example.org, not "${text}"`,
  );
}

async function folderOf(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw wrong(`--data: no folder can be made at ${path}: ${(error as Error).message}`);
  }
  return folder;
}

async function isLoopback(host: string): Promise<boolean> {
  const own = new BlockList();
  own.addSubnet('127.0.0.0', 8, 'ipv4');
  own.addAddress('::1', 'ipv6');
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true }).catch((error: Error) => {
    throw wrong(`--host: there is no ${host}: ${error.message}`);
  });
  return found.every(({ address, family }) => own.check(address, family === 6 ? 'ipv6' : 'ipv4'));
}

/** The token of the line, or of OINT_LOCAL_TOKEN. An empty one is none. */
async function readToken(
  typed: string | undefined,
  redactor: Redactor,
): Promise<string | undefined> {
  const value = typed ?? process.env.OINT_LOCAL_TOKEN;
  if (!value) return undefined;
  const sources = new TypedSources(await readConfig());
  const context = { param: 'token', name: '--token', method: 'local serve', redactor, sources };
  const token = await secret('').kind.parse(value, context);
  // What no client can send would lock everybody out.
  if (token === '' || /[^!-~]/.test(token)) {
    throw wrong('--token takes a word of plain characters, without spaces');
  }
  return token;
}

function tokenWanted(host: string): InputError {
  return wrong(
    `others could reach the server at ${host}, so it needs a token`,
    'As an example: OINT_LOCAL_TOKEN=$(openssl rand -hex 24), or --token file:PATH. Clients send it as their API key.',
  );
}
