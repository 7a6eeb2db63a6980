import { LIMITS } from '../serving/limit-options.js';
import { optionRows, optionsOf } from '../start/option.js';
import type { Usage } from '../start/usage.js';

const HELP = { type: 'boolean', short: 'h', summary: 'Show this help' } as const;

const CALLS = {
  listen: { type: 'boolean', summary: 'Allow methods that open a port, such as tcp StartServer' },
  timeout: {
    type: 'string',
    value: 'SECONDS',
    summary: 'How long a call may take',
    usual: '600',
  },
  idle: {
    type: 'string',
    value: 'SECONDS',
    summary: 'Close a connection that a client opened after this time without use',
    usual: '600',
  },
  connections: {
    type: 'string',
    value: 'NUMBER',
    summary: 'How many connections a client may have open',
    usual: '100',
  },
} as const;

/** The options of `oint server http`. */
export const HTTP_OPTIONS = {
  port: {
    type: 'string',
    short: 'p',
    value: 'PORT',
    summary: '0 picks a free port',
    usual: '8088',
  },
  host: { type: 'string', value: 'ADDRESS', summary: 'Address to listen on', usual: '127.0.0.1' },
  token: {
    type: 'string',
    multiple: true,
    value: 'TOKEN',
    summary:
      'Token that clients must send: env:NAME, file:PATH, cmd:COMMAND or the token; repeatable; OINT_SERVER_TOKEN',
  },
  ...LIMITS,
  get: { type: 'boolean', summary: 'Allow GET for methods that change nothing' },
  janx: { type: 'boolean', summary: 'Return Janx to clients that do not ask for JSON' },
  origin: {
    type: 'string',
    multiple: true,
    value: 'URL',
    summary: 'Allow requests from this web page; repeatable',
  },
  ...CALLS,
  calls: {
    type: 'string',
    value: 'NUMBER',
    summary: 'How many calls may run at a time',
    usual: '64',
  },
  'max-upload': {
    type: 'string',
    value: 'SIZE',
    summary: 'Maximum size of a form with files: 100M, 2G',
    usual: '2G',
  },
  json: { type: 'boolean', summary: 'Write the log as JSON lines' },
  quiet: { type: 'boolean', short: 'q', summary: 'Do not log calls' },
  help: HELP,
} as const;

/** The options of `oint server stdio`: the first three as the reference has them. */
export const STDIO_OPTIONS = {
  sprt: {
    type: 'string',
    value: 'TEXT',
    summary: 'End each result with this text instead of a line break; text is then not JSON',
  },
  bsprt: { type: 'boolean', summary: 'Begin each result with that text too' },
  enc: {
    type: 'string',
    value: 'ENCODING',
    summary: 'Encoding of input and output: utf-8, windows-1251, cp866',
    usual: 'utf-8',
  },
  ...LIMITS,
  ...CALLS,
  help: HELP,
} as const;

/** The same as lists, for help and completion. */
export const httpOptions = optionsOf(HTTP_OPTIONS);
export const stdioOptions = optionsOf(STDIO_OPTIONS);

export const httpUsage: Usage = {
  about: [
    'oint server http',
    'Calls methods for other programs: POST /SERVICE/METHOD with a JSON object of its options. The response is the result.',
  ],
  rows: optionRows(httpOptions),
  notes: [
    'Only this machine can reach it, unless --host says otherwise; then a token is required.',
    'Files and addresses of this machine and its network are closed, unless --root and --hosts open them. Secrets can stay in the config: a client writes @@Name.',
    'GET /openapi.json describes the methods. Ctrl-C (or SIGTERM) waits up to 30 seconds for calls in progress; a second one stops it at once. The log goes to standard output, everything else to standard error.',
  ],
};

export const stdioUsage: Usage = {
  about: [
    'oint server stdio',
    'Calls methods for the program that started it. Each line of its input is a call: SERVICE METHOD --option value …; each line of its output is a result.',
  ],
  rows: optionRows(stdioOptions),
  notes: [
    'A value ends before the next option of the method, so it needs no quotes. The words help, vars (the open connections), clear (closes them) and exit are lines too.',
  ],
};
