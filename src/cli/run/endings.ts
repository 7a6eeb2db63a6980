import { isBase64 } from '../../core/definition/kinds/base64.js';
import type { Definition, Invocation } from '../../core/definition/method.js';
import { InputError, OutputError } from '../../core/errors/errors.js';
import { writeWhole } from '../../core/files/file.js';
import { formatOfFile, isRowFormat } from './formats/format.js';
import type { Line } from './line.js';
import { isEncoding } from './output.js';

const IMAGE = /\.(png|jpe?g|webp|gif)$/i;
/** Files that are neither text nor JSON. */
const BINARY =
  /\.(bmp|tiff?|ico|heic|avif|mp3|wav|ogg|opus|flac|aac|m4a|mp4|webm|mov|avi|mkv|pdf|zip|gz|tgz|tar|7z|rar|bz2|xz|zst|xlsx?|ods|docx?|odt|pptx?|odp|db|sqlite3?|parquet|exe)$/i;

function endingOf(out: string): string {
  return /\.[^./\\]*$/.exec(out)![0];
}

/** True if the name of the file asks for the bytes of a file, such as an image. */
export function asksForBytes(out: string): boolean {
  return IMAGE.test(out) || BINARY.test(out);
}

/**
 * Checks, before anything is sent, that the result can be written in the format that the name of the
 * file asks for. A part that `--query` selects is checked when it is there.
 */
export function checkEnding(definition: Definition, line: Line, { call }: Invocation): void {
  const { out, query, output, switches } = line;
  const isChecked = out !== undefined && !isEncoding(out) && query === undefined;
  if (!isChecked || definition.binary || switches.has('dry-run') || call?.saveTo) return;
  const title = `${definition.service} ${definition.name}`;
  const isWhole = !switches.has('text') && !call?.fullResponse;
  if (IMAGE.test(out) && definition.images && isWhole && !output) return;
  if (asksForBytes(out)) {
    throw refused(title, out, `the result is JSON, which is not written as ${endingOf(out)}`);
  }
  if (output || switches.has('text')) return;
  if (isRowFormat(formatOfFile(out)) && !definition.rows) {
    throw refused(
      title,
      out,
      `the result has no rows, so it cannot be written as ${endingOf(out)}`,
    );
  }
}

function refused(method: string, out: string, what: string): InputError {
  return new InputError({
    method,
    param: '--out',
    message: `--out ${out}: ${what}`,
    hint: 'Use a name that ends in .json or .txt.',
  });
}

/**
 * Writes a result to a file whose name asks for bytes: the images in it, or the Base64 that `--query`
 * selected. Returns false for every other file.
 */
export async function writeBytes(
  definition: Definition,
  result: unknown,
  out: string | undefined,
): Promise<boolean> {
  if (out === undefined || isEncoding(out) || Buffer.isBuffer(result) || !asksForBytes(out)) {
    return false;
  }
  const files = typeof result === 'string' ? [result] : (definition.images?.(result) ?? []);
  if (files.length === 0 || !files.every((file) => isBase64(file))) {
    const message = `--out ${out}: the result has no Base64 for this file, so it is printed`;
    throw new OutputError({ method: `${definition.service} ${definition.name}`, message });
  }
  for (const [at, file] of files.entries()) {
    await writeWhole(at === 0 ? out : numbered(out, at + 1), Buffer.from(file, 'base64'));
  }
  return true;
}

/** `cat.png` is `cat-2.png` for the second image. */
function numbered(out: string, number: number): string {
  const ending = endingOf(out);
  return `${out.slice(0, -ending.length)}-${number}${ending}`;
}
