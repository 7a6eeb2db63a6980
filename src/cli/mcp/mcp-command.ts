import { appendFile, mkdir, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../core/errors/errors.js';
import { randomHex } from '../../core/util/random.js';
import type { McpSettings } from '../../mcp/settings.js';
import { StdioChannel } from '../../mcp/stdio-channel.js';
import { takeStdout } from '../../serving/wire.js';
import type { Config } from '../run/config-file.js';
import {
  changeFolder,
  limitsOf,
  portOf,
  readOptions,
  readServerConfig,
  secretOf,
  wordsIn,
} from '../serving/limits.js';
import { type Candidate, type Commands, rowsOf } from '../start/command.js';
import { nextOptions, optionRows } from '../start/option.js';
import { write } from '../start/print.js';
import { nextBelow, runBelow } from '../start/subcommands.js';
import { note } from '../start/terminal.js';
import { type Usage, usage } from '../start/usage.js';
import { mcpOptions, OPTIONS } from './mcp-options.js';

const COMMANDS: Commands = {
  start: {
    summary: 'Serves one agent over standard input and output',
    run: start,
    next: async (typed) => nextOptions(mcpOptions, typed),
  },
  config: { summary: 'Prints an example config', run: printConfig },
};

const HELP: Usage = {
  about: [
    'Offers every method to AI agents over the Model Context Protocol.',
    'The agent starts it: add the command "oint" with the arguments "mcp start" to its settings.',
  ],
  rows: [...rowsOf('oint mcp', COMMANDS), ...optionRows(mcpOptions)],
  notes: [
    'Put tokens in the config (oint config set openai.token env:NAME) or in its variables: an agent writes @@Name and never sees the value.',
  ],
};

/** `oint mcp …`. Returns the exit status. */
export function mcpCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runBelow('mcp', COMMANDS, HELP, args, signal);
}

/** The words that may come next on the command line. */
export function nextMcpWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  return nextBelow(COMMANDS, typed);
}

function wrong(message: string, hint = 'See oint mcp --help.'): InputError {
  return new InputError({ method: 'mcp', message, hint });
}

async function printConfig(args: readonly string[]): Promise<number> {
  const { empty } = readOptions('mcp', args, { empty: { type: 'string', summary: '' } });
  const isEmpty = /^(true|yes|1)$/i.test(empty ?? '');
  const full = {
    vars: { TextKey: 'A secret that a model uses as @@TextKey; may be env:NAME' },
    open: { ChatId: 'A value that a model uses as @@ChatId and may see' },
    openai: { url: 'A fixed value, which a model cannot change', token: 'env:OPENAI_API_KEY' },
  };
  await write(`${JSON.stringify(isEmpty ? { vars: {} } : full, null, 2)}\n`);
  return 0;
}

type Values = ReturnType<typeof readStart>;

async function start(args: readonly string[], signal: AbortSignal): Promise<number> {
  const values = readStart(args);
  if (values.help) {
    await write(usage(HELP, process.stdout));
    return 0;
  }
  // Before other modules are loaded, since they may write to standard output.
  const wire = takeStdout();
  const { config, keeperOf } = await readServerConfig(values.config);
  const settings = { ...settingsOf(values, config), keeperOf };
  const { http } = values;
  const token = http === undefined ? '' : await readToken(values.token);
  const emptyFolder = await changeFolder('mcp', settings.roots);
  try {
    if (http === undefined) {
      const channel = new StdioChannel(process.stdin, wire, settings.version);
      const { serveOverStdio } = await import('../../mcp/stdio.js');
      if (!(await serveOverStdio(settings, channel, signal))) return 1;
    } else {
      const { serveOverHttp } = await import('../../mcp/http.js');
      const origins = values.origin ?? [];
      const listen = {
        host: values.host ?? '127.0.0.1',
        port: portOf('mcp', 'http', http),
        token,
        origins,
      };
      await serveOverHttp(settings, listen, signal, (url) => sayReady(url, values, token));
    }
  } finally {
    if (emptyFolder) await rm(emptyFolder, { recursive: true, force: true });
  }
  return 0;
}

function readStart(args: readonly string[]) {
  return readOptions('mcp', args, OPTIONS);
}

function settingsOf(values: Values, config: Config): McpSettings {
  const limit = Number(values.limit ?? 20_000);
  if (!Number.isInteger(limit) || limit < 100)
    throw wrong('--limit must be a number of 100 or more');
  return {
    ...limitsOf(values, config),
    expose: wordsIn(values.expose),
    confirm: !values['no-confirm'],
    limit,
    version: process.env.OINT_VERSION ?? '0.0.0',
    log: logTo(values.log),
  };
}

function logTo(path: string | undefined): (line: string) => void {
  if (path === undefined || path === '') return () => {};
  const file = resolve(path);
  let last: Promise<unknown> = mkdir(dirname(file), { recursive: true });
  return (line) => {
    // One object a line: nothing in a message can look like another line.
    const text = `${JSON.stringify({ time: new Date(), message: line })}\n`;
    // One write at a time. A full disk must not end the server.
    last = last.then(() => appendFile(file, text, { mode: 0o600 })).catch(() => {});
  };
}

/** The token of `--token` or OINT_MCP_TOKEN; otherwise a new one, which is shown. */
async function readToken(typed = process.env.OINT_MCP_TOKEN): Promise<string> {
  if (!typed) return randomHex(24);
  return secretOf('mcp', 'token', typed);
}

function sayReady(url: string, { token, host }: Values, generated: string): void {
  note(`MCP server at ${url}`);
  if (token === undefined && !process.env.OINT_MCP_TOKEN)
    note(`Authorization: Bearer ${generated}`);
  if (host && !['127.0.0.1', 'localhost', '::1'].includes(host)) {
    note('other machines can reach the server without encryption: put a TLS proxy in front of it');
  }
}
