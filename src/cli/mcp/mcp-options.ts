import { optionsOf } from '../start/option.js';

/** What `oint mcp start` takes. */
export const OPTIONS = {
  http: {
    type: 'string',
    value: 'PORT',
    summary: 'Serve agents over HTTP, not one over standard input and output',
  },
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    summary: 'The config',
    usual: 'that of oint config',
  },
  log: { type: 'string', short: 'l', value: 'FILE', summary: 'Write down what was called' },
  allow: {
    type: 'string',
    multiple: true,
    value: 'LIST',
    summary: 'Only these methods: openai.*,telegram.SendTextMessage',
  },
  deny: { type: 'string', multiple: true, value: 'LIST', summary: 'Not these' },
  'read-only': { type: 'boolean', summary: 'Nothing that writes or deletes' },
  expose: {
    type: 'string',
    multiple: true,
    value: 'LIST',
    summary: 'These methods as tools of their own',
  },
  root: {
    type: 'string',
    multiple: true,
    value: 'FOLDER',
    summary: 'A folder whose files may be used; none without it; repeatable',
  },
  urls: { type: 'boolean', summary: 'Files may be given as http(s) URLs' },
  'no-confirm': { type: 'boolean', summary: 'Ask nobody before something is written or deleted' },
  limit: {
    type: 'string',
    value: 'NUMBER',
    summary: 'Longest result in characters',
    usual: '20000',
  },
  token: {
    type: 'string',
    value: 'TOKEN',
    summary: 'Of HTTP: env:NAME, file:PATH, cmd:COMMAND; else one is made',
  },
  host: {
    type: 'string',
    value: 'ADDRESS',
    summary: 'Of HTTP: where to listen',
    usual: '127.0.0.1',
  },
  origin: {
    type: 'string',
    multiple: true,
    value: 'URL',
    summary: 'Of HTTP: a web page that may ask; repeatable',
  },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const;

/** The same as a list, for help and completion. */
export const mcpOptions = optionsOf(OPTIONS);
