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

/** Words that stand for a secret, by themselves or at the end of another word (`dbpassword`). */
const SECRET_WORD =
  /(authori[sz]ation|cookies?|passw(or)?d|passphrase|secrets?|token|credentials?|(api|auth|private|secret\w*)keys?)\d*$/;
/** What makes a key a secret one: `primary_key` is none. */
const OF_SECRET_KEYS = new Set(['api', 'auth', 'private', 'secret', 'subscription']);
/** What a token is of that is no secret: where the next page begins, where a model stops. */
const OF_OPEN_TOKENS = new Set(
  'page next previous continuation sync cursor start begin stop end bos eos pad mask'.split(' '),
);
/** Other words that headers and addresses have for secrets. */
const IN_REQUESTS = /^(auth|authenticat\w+|session\w*|signature|sig)$/;

/** `secretAccessKey`, `secret_access_key` and `Secret-Access-Key` are the same three words. */
function wordsOf(name: string): string[] {
  const apart = name.replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ').toLowerCase();
  return apart.split(/[^\p{L}\d]+/u).filter(Boolean);
}

/** True for a word that names a secret, as the one or two before it have it. */
function isSecretWord(words: readonly string[], at: number): boolean {
  const [word = '', before = '', first = ''] = [words[at], words[at - 1], words[at - 2]];
  if (word === 'key' || word === 'keys') {
    return OF_SECRET_KEYS.has(before) || OF_SECRET_KEYS.has(first);
  }
  // No name is longer; a text from outside may hold a word of any length.
  return SECRET_WORD.test(word.slice(-64)) && !(word === 'token' && OF_OPEN_TOKENS.has(before));
}

/** True for a field whose value is a secret by its name, of which the last word says what it is. */
export function looksSecret(name: string): boolean {
  const words = wordsOf(name);
  return isSecretWord(words, words.length - 1);
}

/**
 * True for a header, or a field of a URL's query, whose value must not be shown, and for a text with
 * such a name in it: rather one too many than one too few.
 */
export function isSecretHeader(name: string): boolean {
  if (/^key$|-key\b/i.test(name)) return true;
  const words = wordsOf(name);
  return words.some((word, at) => IN_REQUESTS.test(word) || isSecretWord(words, at));
}
