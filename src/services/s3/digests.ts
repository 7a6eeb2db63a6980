import type { Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Call } from '../../core/definition/call.js';
import { Bytes } from '../../core/files/bytes.js';
import { streamOf } from '../../core/http/streaming.js';
import { remoteHash } from '../../core/util/hash-thread.js';
import { Crc32c, Crc64 } from './crc.js';

/** Computes a digest of bytes as they pass. */
export interface Digest {
  update(chunk: Uint8Array): void;
  /** In the storage's format. */
  result(): string;
}

/** One that may be computed in another thread. */
export interface AnyDigest {
  update(chunk: Uint8Array): void | Promise<void>;
  result(): string | Promise<string>;
  /** Ends it without a result, if it has not ended. */
  drop?(): void;
}

/** A digest from the storage, and how to compute the same of the local bytes. */
export interface Expected<Way extends AnyDigest = Digest> {
  /** Its name for users: `ETag`, `CRC64NVME`. */
  what: string;
  sum: string;
  digest: Way;
}

type Headers = Readonly<Record<string, string>>;

/**
 * The digests of a whole object in the response headers: the MD5 in its ETag, and the checksums.
 * Those that only JavaScript can compute are left out if there is another: they are slow.
 */
export function expectedOf(headers: Headers): Expected[] {
  const found: Expected[] = [];
  const etag = md5Of(headers);
  if (etag) found.push({ what: 'ETag', sum: etag, digest: md5() });
  for (const [name, make, slow] of CHECKSUMS) {
    const sum = headers[`x-amz-checksum-${name}`];
    // A digest of digests ends with the number of parts and cannot be computed from the whole
    // object.
    const ofWhole = sum && !sum.includes('-') && headers['x-amz-checksum-type'] !== 'COMPOSITE';
    if (!ofWhole || (slow && found.length > 0)) continue;
    found.push({ what: name.toUpperCase(), sum, digest: make() });
  }
  return found;
}

/**
 * The MD5 in an ETag, if it is one: not for an object in parts (`…-2`), or one encrypted with a
 * customer's key or KMS.
 */
export function md5Of(headers: Headers): string | undefined {
  const [, sum] = /^"?([0-9a-f]{32})"?$/i.exec(headers.etag?.trim() ?? '') ?? [];
  const encryption = headers['x-amz-server-side-encryption'] ?? 'AES256';
  if (encryption !== 'AES256') return undefined;
  if (headers['x-amz-server-side-encryption-customer-algorithm']) return undefined;
  return sum?.toLowerCase();
}

// Not imported: most commands need no node:crypto, and loading it is felt.
const createHash = (name: string): Hash => process.getBuiltinModule('node:crypto').createHash(name);

function hashed(name: string, form: 'hex' | 'base64'): Digest {
  const hash = createHash(name);
  return { update: (chunk) => void hash.update(chunk), result: () => hash.digest(form) };
}

function md5(): Digest {
  return hashed('md5', 'hex');
}

/** From this size on, starting a thread costs less than hashing beside the transfer. */
const LARGE = 64 * 1024 * 1024;

/** The MD5 of many bytes is the largest part of the work: another thread computes it. */
export async function md5For(size: number | undefined): Promise<AnyDigest> {
  if (size !== undefined && size < LARGE) return md5();
  const hash = await remoteHash('md5');
  return { update: (chunk) => hash.update(chunk), result: () => hash.digest(), drop: hash.drop };
}

/** The MD5 of a text for a `Content-MD5` header. */
export function contentMd5(text: string): string {
  return createHash('md5').update(text).digest('base64');
}

/** By header name; the last field says whether it is slow. */
const CHECKSUMS: readonly (readonly [name: string, make: () => Digest, slow: boolean])[] = [
  ['sha256', () => hashed('sha256', 'base64'), false],
  ['sha1', () => hashed('sha1', 'base64'), false],
  ['crc32', crc32, false],
  ['crc32c', () => new Crc32c(), true],
  ['crc64nvme', () => new Crc64(), true],
];

function crc32(): Digest {
  const { crc32: add } = process.getBuiltinModule('node:zlib');
  let sum = 0;
  return {
    update(chunk) {
      sum = add(chunk, sum);
    },
    result() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes.toString('base64');
    },
  };
}

/** The CRC-32 of bytes that can be read again, in the form of a header. */
export async function crc32Of(bytes: Bytes): Promise<string> {
  const digest = crc32();
  for await (const chunk of await bytes.open()) digest.update(chunk);
  return digest.result();
}

/** Computes the MD5 of bytes as they are sent; a retry starts over. */
export class HashedBytes {
  readonly bytes: Bytes;
  #digest: AnyDigest = md5();

  /** `total` is the size of all that is sent, of which the bytes may be a part. */
  constructor(of: Bytes, total: number | undefined) {
    this.bytes = new Bytes({
      open: async () => {
        const source = await of.open();
        this.drop();
        this.#digest = await md5For(total);
        return streamOf(passing(source, this.#digest), () => source.destroy());
      },
      size: of.size,
      replayable: of.replayable,
      name: of.name,
      type: of.type,
      from: of.from,
      file: of.file,
    });
  }

  /** The digest of what was sent last; can be read once. */
  async md5(): Promise<string> {
    return this.#digest.result();
  }

  drop(): void {
    this.#digest.drop?.();
  }
}

async function* passing(source: Readable, digest: AnyDigest): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    await digest.update(bytes);
    yield bytes;
  }
}

/** Added to the message about a different ETag. */
export function noMd5Hint(call: Call): string {
  return `If this storage's ETags are not MD5 sums, set Verify in ${call.label('basic')} to false.`;
}
