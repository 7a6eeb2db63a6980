/** A form that is not valid, or larger than what its reader accepts. The message says why. */
export class FormProblem extends Error {}

/** A part of a form as it arrives. Its content must be read before the next part. */
export interface Part {
  name: string;
  /** Set if the part is a file. */
  filename: string | undefined;
  type: string | undefined;
  content: AsyncIterable<Buffer>;
}

const LARGEST_HEAD = 16 * 1024;
const LARGEST_FIELD = 64 * 1024;

/** The boundary of a `multipart/form-data` content type. */
export function boundaryOf(contentType: string | undefined): string {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(
      contentType ?? '',
    ) ?? [];
  const boundary = quoted ?? plain;
  if (boundary) return boundary;
  throw new FormProblem('The request must be multipart/form-data with a boundary.');
}

/** Yields the parts of a multipart form as they arrive: files are not held in memory. */
export async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<Part, void> {
  const input = new Scanner(body);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  await skip(input.until(delimiter));
  for (;;) {
    const rest = (await collect(input.until(LINE_END), LARGEST_HEAD)).toString('latin1');
    if (rest.startsWith('--')) return;
    if (rest.trim() !== '') throw broken();
    const head = await collect(input.until(HEAD_END), LARGEST_HEAD);
    const content = input.until(delimiter);
    yield { ...readHead(head.toString('utf8')), content };
    await skip(content);
  }
}

/** Reads the text of a part that is not a file: at most this many bytes. */
export async function textOf({ content }: Part, most = LARGEST_FIELD): Promise<string> {
  return (await collect(content, most)).toString('utf8');
}

const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

/** Reads bytes up to the next delimiter, whatever chunks they arrive in. */
class Scanner {
  readonly #source: AsyncIterator<Uint8Array>;
  /** Received but not yet passed on. The first boundary need not follow a line break. */
  #held: Buffer = LINE_END;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Yields everything before the delimiter and skips the delimiter itself. */
  async *until(marker: Buffer): AsyncGenerator<Buffer, void> {
    for (;;) {
      const held = this.#held;
      const at = held.indexOf(marker);
      // The delimiter may be split across chunks: hold back its length minus one.
      const end = at >= 0 ? at : Math.max(0, held.length - marker.length + 1);
      this.#held = held.subarray(at >= 0 ? at + marker.length : end);
      if (end > 0) yield held.subarray(0, end);
      if (at >= 0) return;
      const { done, value } = await this.#source.next();
      if (done) throw broken();
      this.#held = Buffer.concat([this.#held, value]);
    }
  }
}

function broken() {
  return new FormProblem('The form is not valid: it ends early or does not match its boundary.');
}

async function skip(content: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of content);
}

async function collect(content: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > most) throw new FormProblem(`A field of the form is larger than ${most} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readHead(head: string): Omit<Part, 'content'> {
  const disposition = header(head, 'content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (!/^form-data\b/i.test(disposition) || name === undefined) throw broken();
  return {
    name,
    filename: filenameOf(disposition),
    type: header(head, 'content-type'),
  };
}

function header(head: string, name: string): string | undefined {
  const line = head.split('\r\n').find((line) => line.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

/** RFC 8187's form of a name goes before the plain one, in which .NET writes it as in mail headers. */
function filenameOf(disposition: string): string | undefined {
  const plain = parameter(disposition, 'filename');
  return extended(parameter(disposition, 'filename\\*')) ?? (plain && mailWords(plain));
}

/** A value such as `UTF-8''na%C3%AFve.txt`; `undefined` if it is not valid. */
function extended(value: string | undefined): string | undefined {
  const [, charset = '', encoded = ''] = /^([\w-]+)'[\w-]*'(.+)$/.exec(value ?? '') ?? [];
  const bytes = encoded.replace(/%([\da-f]{2})/gi, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return encoded === '' ? undefined : decodedBytes(charset, Buffer.from(bytes, 'latin1'));
}

/** Decodes RFC 2047's words, such as `=?utf-8?B?bmHDr3ZlLnR4dA==?=`. */
function mailWords(text: string): string {
  return text
    .replace(/\?=[ \t]+=\?/g, '?==?')
    .replace(/=\?([\w-]+)\?([bq])\?([^?\s]*)\?=/gi, (word, charset, way, encoded) => {
      const bytes = /b/i.test(way) ? Buffer.from(encoded, 'base64') : quotedPrintable(encoded);
      return decodedBytes(charset, bytes) ?? word;
    });
}

function quotedPrintable(text: string): Buffer {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

function decodedBytes(charset: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Decodes names as browsers, curl and Node write them: quotes and line breaks as %22, %0D, %0A or
 * `\"`.
 */
function parameter(disposition: string, name: string): string | undefined {
  const [, quoted, plain] =
    new RegExp(`;\\s*${name}=(?:"((?:\\\\"|[^"])*)"|([^\\s;"]+))`, 'i').exec(disposition) ?? [];
  return (quoted ?? plain)
    ?.replaceAll('\\"', '"')
    .replace(/%22|%0D|%0A/gi, (code) => decodeURIComponent(code));
}
