import { readFile, stat } from 'node:fs/promises';
import type { MethodManifest } from '../../catalogue/manifest.js';
import { AbortedError, HttpError, OintError, ServiceError } from '../../core/errors/errors.js';
import { extensionOf } from '../../core/files/row-formats.js';
import { isRecord } from '../../core/util/is-record.js';
import { note } from '../start/terminal.js';
import { asksForBytes } from './endings.js';
import { formatOfFile } from './formats/format.js';
import type { Line } from './line.js';
import { deliver, isEncoding } from './output.js';

/** Scripts of the reference expect status 0 after every response, also after an error. */
const isCompatible = Boolean(process.env.OINT_COMPAT);

/**
 * Leaves an error where a script looks for the result: in the file of `--out`, and on standard output
 * if a service that does not use HTTP refused. Returns true if the exit status should be 0.
 */
export async function leaveError(
  error: unknown,
  line: Line,
  method: MethodManifest,
): Promise<boolean> {
  if (!(error instanceof OintError) || error instanceof AbortedError) return false;
  const isAnswered = error instanceof HttpError || error instanceof ServiceError;
  if (!isJson(line, method)) return false;
  const { out } = line;
  const body = bodyOf(error);
  // The error itself is reported, whether there is room for this copy or not.
  if (out !== undefined) await replace(out, body).catch(() => {});
  else if (error instanceof ServiceError || (isCompatible && isAnswered)) {
    await deliver(body, undefined).catch(() => {});
  }
  return isCompatible && isAnswered;
}

/** True if the whole result would be JSON: an error must not look like a text, a row or an image. */
function isJson({ out, query, output, switches }: Line, method: MethodManifest): boolean {
  const isPart = ['text', 'stream', 'all', 'dry-run'].some((name) => switches.has(name));
  const isSaved = out !== undefined && method.saves?.includes(extensionOf(out));
  if (method.binary || isSaved || query !== undefined || isPart || isEncoding(out)) return false;
  if (output !== undefined && output !== 'json') return false;
  return out === undefined || !(formatOfFile(out) || asksForBytes(out));
}

/** The service's own error body, or the reference's form of an error. */
function bodyOf(error: OintError): unknown {
  if (error instanceof HttpError && isRecord(error.body)) return error.body;
  return { result: false, error: error.message };
}

/**
 * Writes an error to a file that does not exist or has an earlier error. What else is in it may be a
 * good result that the next call would have replaced, and is only given up for compatibility.
 */
async function replace(out: string, body: unknown): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found === undefined || isCompatible || (found.isFile() && (await isError(out, found.size)))) {
    return deliver(body, out);
  }
  if (found.isFile()) note(`${out} is unchanged: it has the result of an earlier call`);
}

/** Longer files are no errors of ours. */
const LONGEST = 1_100_000;

async function isError(path: string, size: number): Promise<boolean> {
  if (size > LONGEST) return false;
  try {
    const found: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isRecord(found) && (found.result === false || isRecord(found.error));
  } catch {
    return size === 0;
  }
}
