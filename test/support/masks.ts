import type { Stage } from './examples.js';

type Mask = (text: string) => string;

/** Replaces values that differ from run to run with constant ones. */
export class Masks {
  readonly #masks: Mask[] = [];

  add: Stage['mask'] = (actual, shown) => {
    const put = typeof shown === 'string' ? () => shown : shown;
    this.#masks.push((text) => text.replaceAll(actual, put));
  };

  number: Stage['number'] = (actual, prefix) => {
    const found = new Map<string, number>();
    this.add(actual, (value) => {
      if (!found.has(value)) found.set(value, found.size + 1);
      return `${prefix}${found.get(value)}`;
    });
  };

  apply(text: string): string {
    return this.#masks.reduce((masked, mask) => mask(masked), text);
  }
}

/** How many numbers of a vector, and characters of Base64, are shown. */
const NUMBERS = 3;
const CHARACTERS = 40;

const VECTOR = /\[((?:\s*-?\d[\d.e+-]*,){8,}\s*-?\d[\d.e+-]*)\s*\]/g;
const BASE64 = /[A-Za-z0-9+/]{160,}={0,2}/g;

/** Truncates long vectors and Base64, marked with `…`. */
export function shorten(text: string): string {
  return text
    .replace(VECTOR, (_, all: string) => {
      const numbers = all.split(',').map((number) => number.trim());
      const first = numbers.slice(0, NUMBERS).join(', ');
      return `[${first}, … ${numbers.length - NUMBERS} more]`;
    })
    .replace(BASE64, (all) => `${all.slice(0, CHARACTERS)}… ${all.length - CHARACTERS} more`);
}

/** The patterns of secrets of all services. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'a key of OpenAI': /\bsk-[A-Za-z0-9_-]{16,}/,
  'a token of a bot': /\b\d{8,10}:[A-Za-z0-9_-]{30,}/,
  'a key of a cloud': /\bAKIA[A-Z0-9]{16}\b/,
  'a signature': /\bX-Amz-Signature=[0-9a-f]{64}\b|Signature=[0-9a-f]{64}/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a token in a header': /\bBearer\s+[A-Za-z0-9._~+/-]{8,}/i,
  'a token of the web': /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\./,
  'a password in an address': /:\/\/[^/\s:@'"]+:(?!env:)[^/\s@'"]+@/,
};

/** The parts of a text that look like a secret, or are the given one, in any form. */
export function secretsIn(text: string, sentinel: string): string[] {
  const forms = [sentinel, encodeURIComponent(sentinel), Buffer.from(sentinel).toString('base64')];
  const looks = Object.entries(SECRETS).filter(([, pattern]) => pattern.test(text));
  return [
    ...(forms.some((form) => text.includes(form)) ? ['the secret of the run'] : []),
    ...looks.map(([name]) => name),
  ];
}
