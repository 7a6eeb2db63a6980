import { LIMITS } from '../serving/limit-options.js';
import { optionsOf } from '../start/option.js';

/** The options of `oint mcp start`. */
export const OPTIONS = {
  http: {
    type: 'string',
    value: 'PORT',
    summary: 'Serve agents over HTTP instead of standard input and output',
  },
  config: LIMITS.config,
  log: { type: 'string', short: 'l', value: 'FILE', summary: 'Log the methods that ran' },
  allow: LIMITS.allow,
  deny: LIMITS.deny,
  'read-only': LIMITS['read-only'],
  expose: {
    type: 'string',
    multiple: true,
    value: 'LIST',
    summary: 'Offer these methods as separate tools too',
  },
  root: LIMITS.root,
  hosts: LIMITS.hosts,
  urls: LIMITS.urls,
  'no-confirm': { type: 'boolean', summary: 'Write and delete without asking the user' },
  limit: {
    type: 'string',
    value: 'NUMBER',
    summary: 'Maximum length of a result in characters',
    usual: '20000',
  },
  token: {
    type: 'string',
    value: 'TOKEN',
    summary: 'With --http: required token, env:NAME, file:PATH or cmd:COMMAND; default: a new one',
  },
  host: {
    type: 'string',
    value: 'ADDRESS',
    summary: 'With --http: address to listen on',
    usual: '127.0.0.1',
  },
  origin: {
    type: 'string',
    multiple: true,
    value: 'URL',
    summary: 'With --http: allow requests from this web page; repeatable',
  },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const;

/** The same as a list, for help and completion. */
export const mcpOptions = optionsOf(OPTIONS);
