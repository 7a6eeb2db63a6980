/**
 * Takes secrets out of text and data. An error, a log line and a shown request pass through here
 * when they are made, so nothing later has to remember to.
 */

const MASK = '***';

/** Below this length a secret is masked only where it stands as a word: else it would hit half a text. */
const SHORT = 5;

/** Deeper than this no answer is nested in earnest: what is below is not looked through but left out. */
const DEEPEST = 200;

export class Redactor {
  readonly #secrets = new Set<string>();
  /** Made on first use: most calls end well and show nothing. */
  #pattern: RegExp | undefined;

  /** Hides `secret` from now on, also as it looks inside a URL, a JSON text or Base64. */
  add(secret: string | undefined): void {
    if (!secret || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#pattern = undefined;
  }

  text(value: string): string {
    if (this.#secrets.size === 0) return value;
    this.#pattern ??= patternOf(this.#secrets);
    return value.replace(this.#pattern, MASK);
  }

  /** A copy of `value` with every text in it cleaned, keys included. */
  deep(value: unknown, depth = 0): unknown {
    if (this.#secrets.size === 0) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === DEEPEST) return MASK;
    if (Array.isArray(value)) return value.map((item) => this.deep(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.text(key), this.deep(item, depth + 1)]),
    );
  }
}

/** One pattern for all, the longest first: where one secret begins another, none of it stays. */
function patternOf(secrets: ReadonlySet<string>): RegExp {
  const forms = new Set([...secrets].flatMap(formsOf));
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(literal).join('|'), 'g');
}

function formsOf(secret: string): string[] {
  // Half a surrogate pair cannot be encoded; what would be sent for it is U+FFFD.
  const encodable = Buffer.from(secret).toString();
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(encodable),
    new URLSearchParams({ '': encodable }).toString().slice(1),
    inJson,
    // In an answer that repeats the JSON that it was sent.
    JSON.stringify(inJson).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}

function literal(form: string): string {
  const escaped = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return form.length < SHORT ? `(?<!\\w)${escaped}(?!\\w)` : escaped;
}

const SECRET_HEADER =
  /\bauth\b|authori[sz]ation|authenticat|cookie|token|secret|passw|credential|session|api[-_]?key|-key\b/i;

/** True for a header whose value must not be shown. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}
