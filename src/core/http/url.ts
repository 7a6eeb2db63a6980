import { InputError } from '../errors.js';

/**
 * A path with values set in: each is encoded, and one that would climb out of its place (`..`, or
 * nothing at all) is refused, so that an id from outside never chooses another endpoint.
 */
export function path(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((whole, part, index) => whole + encode(values[index - 1]!) + part);
}

function encode(value: string | number): string {
  const text = String(value);
  if (text === '' || text === '.' || text === '..') {
    throw new InputError({
      message: `"${text}" cannot stand in a URL's path`,
      hint: 'Give the id as the server gave it.',
    });
  }
  return encodeURIComponent(text);
}

/** The address a service was given, checked: it must say http:// or https://. */
export function parseBase(url: string, option: string): URL {
  const text = url.trim();
  if (/^https?:\/\/[^/?#]/i.test(text) && URL.canParse(text)) return new URL(text);
  const bare = /^[\w.-]+(:\d+)?(\/|$)/.test(text);
  throw new InputError({
    option,
    message:
      text === ''
        ? `${option} is empty`
        : `${option} takes an address that begins with http:// or https://, not "${text.slice(0, 80)}"`,
    hint: bare
      ? `Perhaps ${/^(localhost|127\.|\d+\.)/.test(text) ? 'http' : 'https'}://${text}`
      : undefined,
  });
}
