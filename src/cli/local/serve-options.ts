import { optionRows, optionsOf } from '../start/option.js';
import type { Usage } from '../start/usage.js';

/** What `oint local serve` takes: how it is read, and what help says of it. */
export const OPTIONS = {
  port: {
    type: 'string',
    short: 'p',
    value: 'PORT',
    summary: '0 takes one that is free',
    usual: '8080',
  },
  host: { type: 'string', value: 'ADDRESS', summary: 'Where to listen', usual: '127.0.0.1' },
  token: {
    type: 'string',
    value: 'SECRET',
    summary: 'What clients must send: env:NAME, file:PATH, cmd:COMMAND or itself; OINT_LOCAL_TOKEN',
  },
  model: {
    type: 'string',
    short: 'm',
    multiple: true,
    value: 'SPEC',
    summary: 'A further model: path/to/model.gguf, hf:owner/name[:file]; repeatable',
  },
  idle: {
    type: 'string',
    value: 'MINUTES',
    summary: 'When a model that nobody asks is unloaded',
    usual: '5',
  },
  threads: {
    type: 'string',
    value: 'NUMBER',
    summary: 'That models compute with',
    usual: 'one less than there are cores',
  },
  data: { type: 'string', value: 'FOLDER', summary: 'Where files and the like are kept' },
  memory: { type: 'boolean', summary: 'Keep nothing: all is gone when the server ends' },
  'max-upload': { type: 'string', value: 'SIZE', summary: 'Of one file: 100M, 2G', usual: '512M' },
  origin: {
    type: 'string',
    multiple: true,
    value: 'URL',
    summary: 'A web page that may ask, as https://app.example.org; * for all; repeatable',
  },
  'allow-private': {
    type: 'boolean',
    summary: 'Fetch pictures also from this machine and its network',
  },
  json: { type: 'boolean', summary: 'Write the log as JSON, a line each' },
  quiet: { type: 'boolean', short: 'q', summary: 'Write no log of requests' },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const;

/** The same as a list, for help and completion. */
export const serveOptions = optionsOf(OPTIONS);

export const serveUsage: Usage = {
  about: [
    'oint local serve',
    "Serves the embedded server's models over HTTP, to whatever speaks OpenAI's protocol: to develop and test without a key, and to run small models offline.",
  ],
  rows: optionRows(serveOptions),
  notes: [
    'Only this machine reaches it, unless --host says otherwise; then a token is a must.',
    'Ctrl-C (or SIGTERM) lets the answers under way end, 5 seconds at most, and the exit status is 0; a second one ends it at once, with 130. The log goes to standard output, all else to standard error.',
  ],
};
