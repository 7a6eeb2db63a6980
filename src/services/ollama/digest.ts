import { createHash } from 'node:crypto';
import type { Call } from '../../core/definition/call.js';
import { text } from '../../core/definition/kinds/index.js';
import { refuse } from '../../core/definition/kinds/refuse.js';
import { type Kind, type ParamSpec, param } from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import { onDisk } from '../../core/files/on-disk.js';
import { readThrough } from '../../core/files/read-through.js';

const textKind = text('').kind;

/** A digest as hexadecimal digits; Ollama writes `sha256:` before it, and `sha256-` in file names. */
const digestKind: Kind<string, string> = {
  ...textKind,
  takes: 'a SHA-256 digest: 64 hexadecimal digits, with or without sha256:',
  async parse(value, context) {
    const found = await textKind.parse(value, context);
    const digits = found
      .trim()
      .toLowerCase()
      .replace(/^sha256[:-]/, '');
    if (/^[\da-f]{64}$/.test(digits)) return digits;
    throw refuse(found, context, digestKind.takes);
  },
};

/** A param that is a SHA-256 digest. */
export function digest<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(digestKind, summary, spec);
}

/**
 * The data with its digest, which has to be known before the first byte is sent. A file is read
 * twice; what can be read only once, or is far away, is kept in a temporary file meanwhile.
 */
export async function withDigest<T>(
  data: Bytes,
  call: Call,
  use: (data: Bytes, digest: string) => Promise<T>,
): Promise<T> {
  if (data.replayable && data.size !== undefined) {
    const hash = createHash('sha256');
    await readThrough(data, call, (chunk) => void hash.update(chunk));
    return use(data, hash.digest('hex'));
  }
  return onDisk(data, call, (file) => withDigest(file, call, use));
}
