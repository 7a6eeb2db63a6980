import { isRecord } from '../../core/util/is-record.js';
import { attributeName } from './filter-record.js';

/**
 * A DN from its parts: nothing in their values needs to be escaped.
 *
 *     [{ cn: 'Doe, Jane' }, { ou: 'People' }, 'dc=example,dc=org']
 *
 * An object with several attributes is one part with all of them; text is a DN of its own. `undefined`
 * if it is something else.
 */
export function dnOf(parts: readonly unknown[]): string | undefined {
  const texts = parts.map((part) => {
    if (typeof part === 'string') return part;
    return isRecord(part) ? rdnOf(part) : undefined;
  });
  return texts.includes(undefined) ? undefined : texts.filter((text) => text !== '').join(',');
}

function rdnOf(part: Readonly<Record<string, unknown>>): string | undefined {
  const pairs = Object.entries(part).map(([name, value]) => {
    const isPlain = typeof value === 'string' || typeof value === 'number';
    return isPlain ? `${attributeName(name)}=${escapeValue(String(value))}` : undefined;
  });
  return pairs.length === 0 || pairs.includes(undefined) ? undefined : pairs.join('+');
}

/** Escapes a value in a DN (RFC 4514). */
function escapeValue(value: string): string {
  const escaped = value.replace(/[\\",+<>;=]/g, '\\$&').replaceAll('\0', '\\00');
  return escaped.replace(/^[ #]/, '\\$&').replace(/([^\\]|^) $/, '$1\\ ');
}
