import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  type JsonWebKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { KeyProblem } from './problem.js';
import { WireReader, wireString } from './wire.js';

/** A key file of PuTTY, as text. */
interface PpkFile {
  version: number;
  type: string;
  encryption: string;
  comment: string;
  publicBlob: Buffer;
  privateBlob: Buffer;
  mac: Buffer;
  field(name: string): string;
}

/** The secrets that a passphrase stands for. */
interface Secrets {
  key: Uint8Array;
  iv: Uint8Array;
  mac: Uint8Array;
}

const MAGIC = /^PuTTY-User-Key-File-(\d+): /;
export const isPpk = (text: string) => MAGIC.test(text);
export const isPpkEncrypted = (text: string) => !/^Encryption: none$/m.test(text);

/** Reads a key of PuTTY's own format, version 2 or 3. */
export async function readPpk(text: string, passphrase: string | undefined): Promise<KeyObject> {
  const file = parse(text);
  const isEncrypted = file.encryption !== 'none';
  if (isEncrypted && file.encryption !== 'aes256-cbc') {
    throw new KeyProblem(`its encryption ${file.encryption} is not supported`);
  }
  const secrets = isEncrypted ? await derive(file, Buffer.from(passphrase ?? '')) : undefined;
  const opened = secrets ? decrypt(file.privateBlob, secrets) : file.privateBlob;
  if (!macOf(file, opened, secrets).equals(file.mac)) {
    throw new KeyProblem(isEncrypted ? 'the passphrase is wrong' : 'it is damaged');
  }
  return createPrivateKey({ key: jwkOf(file, opened), format: 'jwk' });
}

function parse(text: string): PpkFile {
  const version = Number(MAGIC.exec(text)?.[1]);
  if (version !== 2 && version !== 3) {
    throw new KeyProblem(
      `version ${version} of the PuTTY format is not supported`,
      'Open the key in PuTTYgen and save it again.',
    );
  }
  const lines = text.split('\n');
  const fields = new Map<string, string>();
  const blobs = new Map<string, Buffer>();
  for (let at = 0; at < lines.length; at++) {
    const [, name, value = ''] = /^([\w-]+): ?(.*)$/.exec(lines[at]!) ?? [];
    if (name === undefined) continue;
    fields.set(name, value);
    if (!name.endsWith('-Lines')) continue;
    const count = Number(value);
    blobs.set(name, Buffer.from(lines.slice(at + 1, at + 1 + count).join(''), 'base64'));
    at += count;
  }
  const field = (name: string) => {
    const value = fields.get(name);
    if (value === undefined) throw new KeyProblem(`it is damaged: it has no ${name}`);
    return value;
  };
  return {
    version,
    type: field(`PuTTY-User-Key-File-${version}`),
    encryption: field('Encryption'),
    comment: field('Comment'),
    publicBlob: blobs.get('Public-Lines') ?? Buffer.alloc(0),
    privateBlob: blobs.get('Private-Lines') ?? Buffer.alloc(0),
    mac: Buffer.from(field('Private-MAC'), 'hex'),
    field,
  };
}

/** In KiB. PuTTY's default is 8 MiB. */
const MOST_MEMORY = 256 * 1024;
/** Memory times passes. PuTTY measures a tenth of a second. */
const MOST_WORK = 8 * MOST_MEMORY;

async function derive(file: PpkFile, passphrase: Buffer): Promise<Secrets> {
  if (file.version === 2) {
    const part = (index: number) => sha1(Buffer.from([0, 0, 0, index]), passphrase);
    return {
      key: Buffer.concat([part(0), part(1)]).subarray(0, 32),
      iv: Buffer.alloc(16),
      mac: sha1(Buffer.from('putty-private-key-file-mac-key'), passphrase),
    };
  }
  const kind = file.field('Key-Derivation');
  const number = (name: string) => Number(file.field(`Argon2-${name}`));
  const [memory, passes] = [number('Memory'), number('Passes')];
  if (!(memory <= MOST_MEMORY && memory * passes <= MOST_WORK)) {
    throw new KeyProblem(
      `its key derivation needs too much work: ${memory} KiB, ${passes} passes`,
      'Save it in PuTTYgen with less.',
    );
  }
  const salt = Buffer.from(file.field('Argon2-Salt'), 'hex');
  const { argon2dAsync, argon2iAsync, argon2idAsync } = await import('@noble/hashes/argon2.js');
  const derivations = { Argon2d: argon2dAsync, Argon2i: argon2iAsync, Argon2id: argon2idAsync };
  const argon2 = derivations[kind as keyof typeof derivations];
  if (!argon2) throw new KeyProblem(`its key derivation ${kind} is not supported`);
  const all = await argon2(passphrase, salt, {
    m: memory,
    t: passes,
    p: number('Parallelism'),
    dkLen: 80,
    version: 0x13,
  });
  return { key: all.subarray(0, 32), iv: all.subarray(32, 48), mac: all.subarray(48) };
}

function sha1(...parts: readonly Buffer[]): Buffer {
  return createHash('sha1').update(Buffer.concat(parts)).digest();
}

function decrypt(data: Buffer, { key, iv }: Secrets): Buffer {
  const cipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** With an equal length, comparing takes equal time. */
function macOf(file: PpkFile, opened: Buffer, secrets: Secrets | undefined) {
  const { version, type, encryption, comment, publicBlob } = file;
  const key =
    version === 3
      ? (secrets?.mac ?? Buffer.alloc(0))
      : (secrets?.mac ?? sha1(Buffer.from('putty-private-key-file-mac-key')));
  const mac = createHmac(version === 3 ? 'sha256' : 'sha1', key);
  for (const part of [type, encryption, comment, publicBlob, opened]) mac.update(wireString(part));
  const made = mac.digest();
  const equals = (other: Buffer) => made.length === other.length && timingSafeEqual(made, other);
  return { equals };
}

const CURVES: Readonly<Record<string, string>> = {
  nistp256: 'P-256',
  nistp384: 'P-384',
  nistp521: 'P-521',
};

function jwkOf({ type, publicBlob }: PpkFile, opened: Buffer): JsonWebKey {
  const open = new WireReader(publicBlob);
  const secret = new WireReader(opened);
  open.string();
  if (type === 'ssh-ed25519') {
    const x = open.string();
    // A number, with its lowest byte first: it may lack zeros at its end.
    const d = Buffer.alloc(32);
    secret.string().copy(d);
    return { kty: 'OKP', crv: 'Ed25519', x: url(x), d: url(d) };
  }
  if (type.startsWith('ecdsa-sha2-')) {
    const crv = CURVES[open.text()];
    const point = open.string();
    const length = (point.length - 1) / 2;
    if (!crv) throw new KeyProblem(`keys of the type ${type} are not supported`);
    return {
      kty: 'EC',
      crv,
      x: url(point.subarray(1, 1 + length)),
      y: url(point.subarray(1 + length)),
      d: url(padded(secret.string(), length)),
    };
  }
  if (type === 'ssh-rsa') {
    const [e, n] = [open.string(), open.string()];
    const [d, p, q, qi] = [secret.string(), secret.string(), secret.string(), secret.string()];
    const modulo = (by: Buffer) => {
      const rest = (toNumber(d) % (toNumber(by) - 1n)).toString(16);
      return Buffer.from(rest.length % 2 ? `0${rest}` : rest, 'hex');
    };
    const numbers = { e, n, d, p, q, qi, dp: modulo(p), dq: modulo(q) };
    const texts = Object.entries(numbers).map(([name, value]) => [name, url(unsigned(value))]);
    return { kty: 'RSA', ...Object.fromEntries(texts) };
  }
  throw new KeyProblem(`keys of the type ${type} are not supported`);
}

const url = (data: Buffer) => data.toString('base64url');
const toNumber = (data: Buffer) => BigInt(`0x${data.toString('hex') || '0'}`);

/** Without the zeros in front, which only say that a number is not negative. */
function unsigned(data: Buffer): Buffer {
  let at = 0;
  while (at < data.length - 1 && data[at] === 0) at++;
  return data.subarray(at);
}

function padded(data: Buffer, length: number): Buffer {
  const own = unsigned(data);
  return Buffer.concat([Buffer.alloc(Math.max(0, length - own.length)), own]);
}
