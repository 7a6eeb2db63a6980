/** What `oint mcp start` takes. */
export const OPTIONS = {
  config: { type: 'string', short: 'c' },
  log: { type: 'string', short: 'l' },
  http: { type: 'string' },
  host: { type: 'string' },
  token: { type: 'string' },
  origin: { type: 'string', multiple: true },
  allow: { type: 'string', multiple: true },
  deny: { type: 'string', multiple: true },
  expose: { type: 'string', multiple: true },
  root: { type: 'string', multiple: true },
  limit: { type: 'string' },
  'read-only': { type: 'boolean' },
  urls: { type: 'boolean' },
  'no-confirm': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The names of the options, for completion. */
export const mcpOptions = Object.keys(OPTIONS).map((name) => `--${name}`);
