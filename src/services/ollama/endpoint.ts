import type { Call } from '../../core/definition/call.js';
import { address, record, text } from '../../core/definition/kinds/index.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { withoutEnd } from '../../core/util/without-end.js';

/** The params of every request to such a server. */
export const url = address(
  'URL of the Ollama server',
  { env: ['OLLAMA_HOST'], example: 'http://localhost:11434' },
  withScheme,
);
export const model = text('Name of the model', { example: 'llama3.2' });
export const options = record('Additional request fields: they override all others', {
  optional: true,
});
export const headers = record('Additional request headers, such as a token', { optional: true });

/** What to do if a server refuses. Ollama has no tokens, but a proxy in front of it may. */
export const accessHints = {
  401: (call: Call) =>
    `Ollama itself needs no token, but a proxy in front of it may: add Authorization to ${call.label('headers')}.`,
  403: (call: Call) =>
    `Ollama refuses hosts and origins it does not know (OLLAMA_HOST, OLLAMA_ORIGINS of the server); a proxy in front of it may need a token in ${call.label('headers')}.`,
};

/** The same for methods with a model. */
export const modelHints = {
  ...accessHints,
  404: (call: Call) =>
    `Check the name of the model: GetModelList lists those on this server, PullModel downloads another. If it is there, check ${call.destination}.`,
};

const USUAL_PORT = 11434;
/** A host, a port or both, with or without a path, and no `http://` before it. */
const BARE = /^(?<host>[\w.-]*|\[[\da-f:.%]+\])(?<port>:\d+)?(?<rest>[/?].*)?$/i;

/** The URL of an endpoint (`version`), in whatever form the server's address was given. */
export function endpoint(address: string, path: string): URL {
  const { protocol, username, password, host, pathname, search } = baseOf(address);
  const user = username || password ? `${username}:${password}@` : '';
  const prefix = withoutEnd(pathname, '/').replace(/\/api$/, '');
  return new URL(`${protocol}//${user}${host}${prefix}/api/${path}${search}`);
}

/**
 * Parses the address like Ollama's own client: OLLAMA_HOST is often the address a server listens on
 * (`0.0.0.0`, `:11434`), without `http://` and sometimes without a port.
 */
function baseOf(address: string): URL {
  const base = new URL(withScheme(address));
  // Every address of this machine: for listening, not for connecting.
  if (base.hostname === '0.0.0.0') base.hostname = '127.0.0.1';
  if (base.hostname === '[::]') base.hostname = '[::1]';
  return base;
}

function withScheme(given: string): string {
  const address = given.trim().replace(/^["']|["']$/g, '');
  const bare = BARE.exec(address)?.groups;
  if (!bare || !(bare.host || bare.port)) return address;
  const { host, port = `:${USUAL_PORT}`, rest = '' } = bare;
  return `http://${host || '127.0.0.1'}${port}${rest}`;
}

/** Removes empty fields, such as those of a structure that was not filled in. */
export function filled(given: JsonRecord | undefined): JsonRecord {
  const fields = Object.entries(given ?? {});
  return Object.fromEntries(fields.filter(([, value]) => value !== '' && value !== undefined));
}
