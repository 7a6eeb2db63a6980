/**
 * Takes secrets out of text and data. An error, a log line and a shown request pass through here
 * when they are made, so nothing later has to remember to.
 */

const MASK = '***';

/** Below this length a secret is masked only where it stands as a word: else it would hit half a text. */
const SHORT = 5;

export class Redactor {
  readonly #secrets = new Set<string>();
  /** Made on first use: most calls end well and show nothing. */
  #patterns: RegExp[] | undefined;

  /** Hides `secret` from now on, also as it looks inside a URL, a JSON text or Base64. */
  add(secret: string | undefined): void {
    if (!secret || secret === MASK || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#patterns = undefined;
  }

  text(value: string): string {
    this.#patterns ??= [...this.#secrets].flatMap(patternsOf);
    return this.#patterns.reduce((text, pattern) => text.replace(pattern, MASK), value);
  }

  /** A copy of `value` with every text in it cleaned, keys included. */
  deep(value: unknown): unknown {
    if (this.#secrets.size === 0) return value;
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.deep(item));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [this.text(key), this.deep(item)]),
      );
    }
    return value;
  }
}

function patternsOf(secret: string): RegExp[] {
  const forms = new Set([
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ]);
  return [...forms].map((form) => {
    const literal = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(form.length < SHORT ? `(?<!\\w)${literal}(?!\\w)` : literal, 'g');
  });
}

const SECRET_HEADER = /authorization|cookie|token|secret|password|api-?key/i;

/** True for a header whose value must not be shown. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}
