import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { WireReader, wireString } from './wire.js';

/** A certificate of OpenSSH: a public key of a host or a user, signed by an authority. */
export interface Certificate {
  /** The certificate in its wire format. */
  blob: Buffer;
  /** The type of the key: `ssh-ed25519`. */
  keyType: string;
  /** The key itself, in its wire format. */
  publicKey: Buffer;
  kind: 'user' | 'host';
  id: string;
  /** The hosts or users that it is valid for; none means all. */
  principals: string[];
  /** Seconds since 1970. */
  validAfter: bigint;
  validBefore: bigint;
  /** The names of options that a program must know to accept the certificate. */
  criticalOptions: string[];
  /** The key of the authority, in its wire format. */
  authority: Buffer;
}

const SUFFIX = '-cert-v01@openssh.com';
/** How many fields a public key has after its type. */
const FIELDS: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ssh-rsa': 2,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
};

/** The type of a certificate for a type of key. */
export function certificateType(keyType: string): string {
  return `${keyType}${SUFFIX}`;
}

export function isCertificate(blob: Buffer): boolean {
  return typeOf(blob).endsWith(SUFFIX);
}

/** A key begins with the name of its type. */
export function typeOf(blob: Buffer): string {
  const length = blob.length < 4 ? 0 : blob.readUInt32BE(0);
  return blob.toString('latin1', 4, 4 + Math.min(length, 64)).replace(/[^\w@.-]/g, '?');
}

/**
 * Reads a certificate and checks the authority's signature: not whether the authority is trusted,
 * nor whether the certificate is for this use.
 *
 * @throws {Error} It is not one, or its signature is not valid.
 */
export function readCertificate(blob: Buffer): Certificate {
  const keyType = typeOf(blob).slice(0, -SUFFIX.length);
  const fields = FIELDS[keyType];
  if (!isCertificate(blob) || fields === undefined) {
    throw new Error(`certificates of the type ${typeOf(blob)} are not supported`);
  }
  const reader = new WireReader(blob);
  reader.string();
  reader.string(); // A nonce.
  const key = Array.from({ length: fields }, () => wireString(reader.string()));
  reader.uint64(); // The serial number.
  const kind = reader.uint32();
  const id = reader.text();
  const principals = texts(reader.string());
  const [validAfter, validBefore] = [reader.uint64(), reader.uint64()];
  const criticalOptions = texts(reader.string()).filter((_, index) => index % 2 === 0);
  reader.string(); // Extensions: what is not known of them is ignored.
  reader.string(); // Reserved.
  const authority = reader.string();
  const signed = blob.subarray(0, reader.position);
  const signature = reader.string();
  if (!reader.isAtEnd) throw new Error('it has more data than a certificate');
  if (kind !== 1 && kind !== 2) throw new Error(`its kind ${kind} is not known`);
  if (isCertificate(authority)) throw new Error('its authority is a certificate');
  if (!isSignedBy(authority, signed, signature)) throw new Error('its signature is not valid');
  return {
    blob,
    keyType,
    publicKey: Buffer.concat([wireString(keyType), ...key]),
    kind: kind === 1 ? 'user' : 'host',
    id,
    principals,
    validAfter,
    validBefore,
    criticalOptions,
    authority,
  };
}

function texts(data: Buffer): string[] {
  const reader = new WireReader(data);
  const found: string[] = [];
  while (!reader.isAtEnd) found.push(reader.text());
  return found;
}

/** The hash of each kind of signature. SHA-1 is not accepted, as by OpenSSH. */
const HASHES: Readonly<Record<string, string | null>> = {
  'ssh-ed25519': null,
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};

function isSignedBy(authority: Buffer, data: Buffer, signature: Buffer): boolean {
  const reader = new WireReader(signature);
  const algorithm = reader.text();
  const value = reader.string();
  const hash = HASHES[algorithm];
  const expected = algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm;
  if (hash === undefined || typeOf(authority) !== expected) return false;
  const key = publicKeyOf(authority);
  if (!algorithm.startsWith('ecdsa-')) return verify(hash, data, key, value);
  const size = COORDINATE[algorithm]!;
  const numbers = new WireReader(value);
  const fixed = [numbers.string(), numbers.string()].map((number) => {
    const own = number[0] === 0 ? number.subarray(1) : number;
    return Buffer.concat([Buffer.alloc(Math.max(0, size - own.length)), own]);
  });
  return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, Buffer.concat(fixed));
}

const COORDINATE: Readonly<Record<string, number>> = {
  'ecdsa-sha2-nistp256': 32,
  'ecdsa-sha2-nistp384': 48,
  'ecdsa-sha2-nistp521': 66,
};
const CURVES: Readonly<Record<string, string>> = {
  nistp256: 'P-256',
  nistp384: 'P-384',
  nistp521: 'P-521',
};

function publicKeyOf(blob: Buffer): KeyObject {
  const reader = new WireReader(blob);
  const type = reader.text();
  const url = (data: Buffer) => data.toString('base64url');
  if (type === 'ssh-ed25519') {
    const key = { kty: 'OKP', crv: 'Ed25519', x: url(reader.string()) };
    return createPublicKey({ key, format: 'jwk' });
  }
  if (type === 'ssh-rsa') {
    const [e, n] = [reader.string(), reader.string()];
    return createPublicKey({ key: { kty: 'RSA', e: url(e), n: url(n) }, format: 'jwk' });
  }
  const crv = CURVES[reader.text()];
  const point = reader.string();
  const size = (point.length - 1) / 2;
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)];
  const key = { kty: 'EC', crv: crv!, x: url(x), y: url(y) };
  return createPublicKey({ key, format: 'jwk' });
}
