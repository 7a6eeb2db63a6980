import { optionRows, optionsOf } from '../start/option.js';
import type { Usage } from '../start/usage.js';

/** The options of `oint local serve`: how they are parsed, and their help. */
export const OPTIONS = {
  port: {
    type: 'string',
    short: 'p',
    value: 'PORT',
    summary: '0 picks a free port',
    usual: '8080',
  },
  host: { type: 'string', value: 'ADDRESS', summary: 'Address to listen on', usual: '127.0.0.1' },
  token: {
    type: 'string',
    value: 'SECRET',
    summary:
      'Token that clients must send: env:NAME, file:PATH, cmd:COMMAND or the token; OINT_LOCAL_TOKEN',
  },
  model: {
    type: 'string',
    short: 'm',
    multiple: true,
    value: 'SPEC',
    summary: 'Additional model: path/to/model.gguf, hf:owner/name[:file]; repeatable',
  },
  alias: {
    type: 'string',
    multiple: true,
    value: 'NAME=MODEL',
    summary: 'Another name of a model: gpt-5-mini=oint-guide; repeatable',
  },
  idle: {
    type: 'string',
    value: 'MINUTES',
    summary: 'Unload a model after this time without requests',
    usual: '5',
  },
  threads: {
    type: 'string',
    value: 'NUMBER',
    summary: 'Number of threads for models',
    usual: 'the number of cores less one',
  },
  data: { type: 'string', value: 'FOLDER', summary: 'Folder for stored files and other data' },
  memory: { type: 'boolean', summary: 'Save nothing: all data is deleted when the server stops' },
  'max-upload': {
    type: 'string',
    value: 'SIZE',
    summary: 'Maximum file size: 100M, 2G',
    usual: '512M',
  },
  origin: {
    type: 'string',
    multiple: true,
    value: 'URL',
    summary:
      'Web page that may call the server, such as https://app.example.org; * for all; repeatable',
  },
  'allow-private': {
    type: 'boolean',
    summary: 'Download images from this machine and its network too',
  },
  json: { type: 'boolean', summary: 'Write the log as JSON lines' },
  quiet: { type: 'boolean', short: 'q', summary: 'Do not log requests' },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const;

/** The same as a list, for help and completion. */
export const serveOptions = optionsOf(OPTIONS);

export const serveUsage: Usage = {
  about: [
    'oint local serve',
    "Serves the embedded server's models over HTTP to clients of OpenAI's protocol: for developing and testing without a key, and for running small models offline.",
  ],
  rows: optionRows(serveOptions),
  notes: [
    'Only this machine can reach it, unless --host says otherwise; then a token is required.',
    'Ctrl-C (or SIGTERM) waits up to 5 seconds for requests in progress, and the exit status is 0; a second one stops it at once, with 130. The log goes to standard output, everything else to standard error.',
  ],
};
