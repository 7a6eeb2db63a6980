/**
 * Removes secrets from text and data. Errors, log lines and displayed requests pass through here
 * when they are created, so no later code has to.
 */

import { MOST_LEVELS } from '../util/depth.js';
import { asLatin1, type Forms, formsOf } from './secret-forms.js';

const MASK = '***';

export class Redactor {
  /** Created with the first secret: every call has a redactor, and most have no secret. */
  #secrets: Set<string> | undefined;
  /** Built on first use: most calls succeed and show nothing. */
  #built: Forms | undefined;

  /** Masks `secret` from now on, including its forms in a URL, in JSON and in Base64. */
  add(secret: string | undefined): void {
    if (!secret || this.#secrets?.has(secret)) return;
    this.#secrets ??= new Set();
    this.#secrets.add(secret);
    this.#built = undefined;
  }

  text(value: string): string {
    if (!this.#secrets) return value;
    return value.replace(this.#forms().pattern, MASK);
  }

  /** Masks text that comes in chunks, also a secret that is split between them. */
  async *stream(chunks: AsyncIterable<string>): AsyncGenerator<string> {
    let kept = '';
    for await (const chunk of chunks) {
      if (!this.#secrets) {
        yield chunk;
        continue;
      }
      const text = kept + chunk;
      const { pattern, longest } = this.#forms();
      // What is after this may be the beginning of a secret.
      const sure = text.length - longest + 1;
      let done = 0;
      let masked = '';
      for (const match of text.matchAll(pattern)) {
        if (match.index >= sure) break;
        masked += text.slice(done, match.index) + MASK;
        done = match.index + match[0].length;
      }
      if (done < sure) {
        masked += text.slice(done, sure);
        done = sure;
      }
      kept = text.slice(done);
      if (masked !== '') yield masked;
    }
    if (kept !== '') yield this.text(kept);
  }

  /** Masks bytes that may be text. */
  bytes(data: Buffer): Buffer {
    if (!this.#secrets) return data;
    const text = data.toString('latin1');
    const pattern = formsOf(this.#secrets, asLatin1).pattern;
    const masked = text.replace(pattern, MASK);
    return masked === text ? data : Buffer.from(masked, 'latin1');
  }

  #forms(): Forms {
    this.#built ??= formsOf(this.#secrets ?? new Set());
    return this.#built;
  }

  /** A copy of `value` with every string in it masked, including keys. */
  deep(value: unknown, depth = 0): unknown {
    if (!this.#secrets) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null || value instanceof Number) return value;
    // Anything below is left out without a search.
    if (depth === MOST_LEVELS) return MASK;
    if (Array.isArray(value)) return value.map((item) => this.deep(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.text(key), this.deep(item, depth + 1)]),
    );
  }
}

/** Words that mean a secret, on their own or at the end of another word (`dbpassword`). */
const SECRET_WORD =
  /(authori[sz]ation|cookies?|passw(or)?d|passphrase|secrets?|token|credentials?|(api|auth|private|secret\w*)keys?)\d*$/;
/** Words that make a key a secret: `primary_key` is not one. */
const OF_SECRET_KEYS = new Set(['api', 'auth', 'private', 'secret', 'subscription']);
/** Words that make a token no secret: where the next page begins, where a model stops. */
const OF_OPEN_TOKENS = new Set(
  'page next previous continuation sync cursor start begin stop end bos eos pad mask'.split(' '),
);
/** Other words for secrets in headers and URLs. */
const IN_REQUESTS = /^(auth|authenticat\w+|session\w*|signature|sig)$/;

/**
 * The words of a name: the same three for `secretAccessKey`, `secret_access_key` and
 * `Secret-Access-Key`.
 */
function wordsOf(name: string): string[] {
  const apart = name.replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ').toLowerCase();
  return apart.split(/[^\p{L}\d]+/u).filter(Boolean);
}

/** True if the word, with the one or two before it, names a secret. */
function isSecretWord(words: readonly string[], at: number): boolean {
  const [word = '', before = '', first = ''] = [words[at], words[at - 1], words[at - 2]];
  if (word === 'key' || word === 'keys') {
    return OF_SECRET_KEYS.has(before) || OF_SECRET_KEYS.has(first);
  }
  // No name is longer, but untrusted text may contain a word of any length.
  return SECRET_WORD.test(word.slice(-64)) && !(word === 'token' && OF_OPEN_TOKENS.has(before));
}

/** True for a field whose name, by its last word, says that its value is a secret. */
export function looksSecret(name: string): boolean {
  const words = wordsOf(name);
  return isSecretWord(words, words.length - 1);
}

/**
 * True for a header or a query parameter whose value must not be shown, and for text with such a
 * name in it. It masks one too many rather than one too few.
 */
export function isSecretHeader(name: string): boolean {
  if (/^key$|-key\b/i.test(name)) return true;
  const words = wordsOf(name);
  return words.some((word, at) => IN_REQUESTS.test(word) || isSecretWord(words, at));
}
