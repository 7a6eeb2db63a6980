import type { Filter } from './filter.js';

/** A filter as text, for logs and for the commands of OpenLDAP. */
export function filterText(filter: Filter): string {
  return `(${inside(filter)})`;
}

function inside(filter: Filter): string {
  switch (filter.op) {
    case 'and':
    case 'or':
      return `${filter.op === 'and' ? '&' : '|'}${filter.filters.map(filterText).join('')}`;
    case 'not':
      return `!${filterText(filter.filter)}`;
    case 'present':
      return `${filter.attribute}=*`;
    case 'substrings': {
      const { attribute, initial, any, final } = filter;
      const parts = [initial, ...any, final].map((part) => (part ? escapeFilterValue(part) : ''));
      return `${attribute}=${parts.join('*')}`;
    }
    case ':=': {
      const { attribute, dn, rule, value } = filter;
      const how = `${dn ? ':dn' : ''}${rule ? `:${rule}` : ''}`;
      return `${attribute}${how}:=${escapeFilterValue(value)}`;
    }
    default:
      return `${filter.attribute}${filter.op}${escapeFilterValue(filter.value)}`;
  }
}

/** Escapes a value: bytes that are not UTF-8 text, too, are written `\xx`. */
function escapeFilterValue(value: Buffer): string {
  const text = value.toString();
  const isText = Buffer.from(text).equals(value);
  const hex = (bytes: Buffer) => bytes.toString('hex').replace(/../g, '\\$&');
  if (!isText) return hex(value);
  return text.replace(/[*()\\\0]/g, (sign) => hex(Buffer.from(sign)));
}
