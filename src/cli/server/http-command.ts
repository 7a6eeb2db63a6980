import { rm } from 'node:fs/promises';
import { InputError } from '../../core/errors/errors.js';
import { Redactor } from '../../core/errors/redact.js';
import { Calls } from '../../server/calls.js';
import { HttpServer } from '../../server/http.js';
import type { LogEntry } from '../../server/http-options.js';
import type { ServerSettings } from '../../server/settings.js';
import { isLoopback } from '../../serving/gate.js';
import {
  changeFolder,
  portOf,
  readOptions,
  secretOf,
  type ValuesOf,
  wordsIn,
} from '../serving/limits.js';
import { LineLog } from '../serving/line-log.js';
import { sizeOf } from '../serving/size-of.js';
import { write } from '../start/print.js';
import { stopSignal } from '../start/signals.js';
import { note, painter } from '../start/terminal.js';
import { usage } from '../start/usage.js';
import { banner } from './banner.js';
import { jsonLine, textLine } from './log-line.js';
import { HTTP_OPTIONS, httpUsage } from './server-options.js';
import { countOf, settingsOf } from './settings.js';

const METHOD = 'server http';
/** How long calls in progress may take after the server is asked to stop, in milliseconds. */
const GRACE = 30_000;
/** How long a client may send nearly nothing of a body, in milliseconds. */
const PATIENCE = 30_000;

type Values = ValuesOf<typeof HTTP_OPTIONS>;

/** `oint server http`. Returns the exit status. */
export async function httpCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const values = readOptions(METHOD, args, HTTP_OPTIONS);
  if (values.help) {
    await write(usage(httpUsage, process.stdout));
    return 0;
  }
  const settings = await settingsOf(METHOD, values);
  const tokens = await tokensOf(values);
  const listen = listenOf(values, tokens);
  const emptyFolder = await changeFolder(METHOD, settings.roots);
  const calls = await Calls.create(settings);
  try {
    await serve(calls, { values, settings, listen }, signal);
  } finally {
    await calls.close();
    if (emptyFolder) await rm(emptyFolder, { recursive: true, force: true });
  }
  return 0;
}

async function tokensOf({ token }: Values): Promise<string[]> {
  const { OINT_SERVER_TOKEN: usual } = process.env;
  const typed = token ?? (usual ? [usual] : []);
  const tokens = await Promise.all(typed.map((one) => secretOf(METHOD, 'token', one)));
  if (tokens.includes('')) throw wrong('--token is empty');
  return tokens;
}

function listenOf(values: Values, tokens: readonly string[]) {
  const host = values.host ?? '127.0.0.1';
  if (tokens.length === 0 && !isLoopback(host)) {
    const message = `--host ${host} lets other machines call the server, so a token is required`;
    throw wrong(message, 'Set one with --token env:NAME.');
  }
  const mostUpload = sizeOf(values['max-upload'] ?? '2G');
  if (mostUpload === undefined) throw wrong('--max-upload must be a size such as 100M or 2G');
  return {
    host,
    port: portOf(METHOD, 'port', values.port ?? '8088'),
    tokens,
    origins: wordsIn(values.origin),
    get: values.get ?? false,
    janx: values.janx ?? false,
    mostCalls: countOf(METHOD, 'calls', values.calls, 64),
    mostUpload,
    patience: PATIENCE,
    grace: GRACE,
  };
}

interface Serving {
  values: Values;
  settings: ServerSettings;
  listen: ReturnType<typeof listenOf>;
}

async function serve(
  calls: Calls,
  { values, settings, listen }: Serving,
  signal: AbortSignal,
): Promise<void> {
  const lines = new LineLog();
  const redactor = new Redactor();
  for (const token of listen.tokens) redactor.add(token);
  const look = { isTTY: process.stdout.isTTY, paint: painter(process.stdout) };
  const onCall = (entry: LogEntry) => {
    if (values.quiet) return;
    lines.add(redactor.text(values.json ? jsonLine(entry) : textLine(entry, look)));
  };
  const onBug = (error: unknown) => {
    const stack = error instanceof Error ? error.stack : String(error);
    note(calls.redactor.text(`this is a bug in OInt, please report it: ${stack}`));
  };
  const server = new HttpServer(calls, { ...listen, onCall, onBug });
  const url = await server.start().catch((error) => {
    throw cannotListen(error, listen);
  });
  const stopped = stopSignal(signal);
  await banner({ url, settings, listen, json: values.json ?? false });
  await stopped;
  const { running } = server;
  if (running > 0) note(`stopping: ${running} in progress; press Ctrl-C again to stop at once`);
  await server.stop();
  await lines.end();
}

function wrong(message: string, hint = `See oint ${METHOD} --help.`): InputError {
  return new InputError({ method: METHOD, message, hint });
}

function cannotListen(
  { code, message }: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
): InputError {
  if (code === 'EADDRINUSE') {
    const hint = 'Use another one with --port; --port 0 picks a free one.';
    return wrong(`port ${port} is already in use`, hint);
  }
  if (code === 'EADDRNOTAVAIL') return wrong(`${host} is not an address of this machine`);
  return wrong(`cannot listen on ${host}, port ${port}: ${message}`);
}
