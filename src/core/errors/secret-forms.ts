/** What is searched for: one pattern for all secrets, and how long a match can be. */
export interface Forms {
  pattern: RegExp;
  /** In characters. */
  longest: number;
}

/** One way to write a secret, as the source of a pattern. */
interface Form {
  source: string;
  /** The longest text that it matches. */
  length: number;
}

/**
 * A shorter form is masked only as a whole word. Inside other words it would be found where no secret
 * is: a password `a` must not turn the model `llama` into stars.
 */
const SHORT = 5;

/** Longest first: if one secret begins with another, it is masked whole. */
export function formsOf(
  secrets: Iterable<string>,
  written: (secret: string) => string = (secret) => secret,
): Forms {
  const bySource = new Map<string, Form>();
  for (const secret of secrets) {
    for (const form of waysToWrite(secret, written)) bySource.set(form.source, form);
  }
  const forms = [...bySource.values()].sort((a, b) => b.length - a.length);
  const source = forms.map((form) => form.source).join('|');
  return { pattern: new RegExp(source, 'g'), longest: forms[0]?.length ?? 0 };
}

/** The bytes of a text as characters of one byte each, as in a buffer that is searched as text. */
export function asLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function waysToWrite(secret: string, written: (secret: string) => string): Form[] {
  // A lone surrogate cannot be encoded: it would be sent as U+FFFD.
  const encodable = Buffer.from(secret).toString();
  const inJson = JSON.stringify(secret).slice(1, -1);
  const plain = [
    secret,
    inJson,
    // In a response that quotes the JSON of the request.
    JSON.stringify(inJson).slice(1, -1),
  ];
  const encoded = [
    encodeURIComponent(encodable),
    new URLSearchParams({ '': encodable }).toString().slice(1),
  ];
  return [
    ...plain.map((form) => literal(written(form))),
    ...encoded.filter((form) => form.includes('%')).map(anyCase),
    ...(/[&<>"']/.test(secret) ? [withEntities(written(secret))] : []),
    ...base64Forms(encodable).map(literal),
  ];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function literal(form: string): Form {
  const source = form.length < SHORT ? `(?<!\\w)${escaped(form)}(?!\\w)` : escaped(form);
  return { source, length: form.length };
}

/** Percent encoding is the same in capital and small letters. */
function anyCase(form: string): Form {
  const source = escaped(form).replace(/%[0-9A-F]{2}/g, (code) =>
    code.replace(/[A-F]/g, (letter) => `[${letter}${letter.toLowerCase()}]`),
  );
  return { source, length: form.length };
}

/** Longer than any entity: `&#x0026;`. */
const LONGEST_ENTITY = 10;
const NAMES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** As HTML and XML write it. */
function withEntities(secret: string): Form {
  const source = [...secret].map((character) => {
    const name = NAMES[character];
    if (!name) return escaped(character);
    const code = character.charCodeAt(0);
    const hex = [...code.toString(16)].map((digit) => `[${digit}${digit.toUpperCase()}]`).join('');
    return `(?:${character}|&(?:${name}|#0{0,3}${code}|#[xX]0{0,3}${hex});)`;
  });
  return { source: source.join(''), length: secret.length * LONGEST_ENTITY };
}

/** Fewer characters of Base64 say too little to be searched for. */
const SHORTEST_BASE64 = 8;

/**
 * In Base64, on its own and inside of other data: what of it does not depend on the bytes around it,
 * wherever in a group of three it begins. Both alphabets.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const whole = bytes.toString('base64');
  const inside = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    return text.slice(start, end);
  });
  const forms = [whole, ...inside.filter((form) => form.length >= SHORTEST_BASE64)];
  return [...new Set(forms.flatMap((form) => [form, urlSafe(form)]))];
}

function urlSafe(form: string): string {
  return form.replaceAll('+', '-').replaceAll('/', '_');
}
