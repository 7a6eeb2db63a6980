import { isSecretHeader } from '../errors/redact.js';
import { Bytes } from '../files/bytes.js';
import { writeJson } from '../json/write.js';
import type { Call } from './call.js';
import { clip } from './kinds/refuse.js';
import { isSecret, type Params } from './param.js';

/** In characters. */
const LONGEST = 2000;

/** Writes the values of a call for `--debug`, as they were read. */
export function debugValues(
  params: Params,
  args: Readonly<Record<string, unknown>>,
  call: Call,
): void {
  if (!call.options.debug) return;
  for (const [key, param] of Object.entries(params)) {
    if (args[key] === undefined) continue;
    // Masked before it is clipped: no mask finds half a secret.
    call.debug(() => {
      const value = param.role === 'destination' ? withoutPath(args[key]) : shownValue(args[key]);
      const shown = isSecret(param) && args[key] !== '' ? '***' : call.redactor.text(value);
      return `= ${call.label(key)} ${clip(shown, LONGEST)}`;
    });
  }
}

/** The path of an address may be a secret, as that of a webhook. */
function withoutPath(value: unknown): string {
  if (typeof value !== 'string' || !URL.canParse(value)) return shownValue(value);
  const { origin, protocol, host, pathname } = new URL(value);
  const start = origin === 'null' ? `${protocol}//${host}` : origin;
  return pathname.length > 1 ? `"${start}/…"` : `"${start}"`;
}

function shownValue(value: unknown): string {
  if (value instanceof Bytes) {
    return value.size === undefined ? value.from : `${value.from} (${value.size} bytes)`;
  }
  const isPlain = typeof value !== 'object' || value === null || 'toJSON' in value;
  const prototype = isPlain ? null : Object.getPrototypeOf(value);
  // An open connection, a client: only its class says something.
  if (prototype && prototype !== Object.prototype && !Array.isArray(value)) {
    return value!.constructor.name;
  }
  return writeJson(value, (name, item) => {
    // Headers may hold a secret that no param is for.
    if (typeof item === 'string' && isSecretHeader(name)) return '***';
    return typeof item === 'function' ? '[function]' : item;
  });
}
