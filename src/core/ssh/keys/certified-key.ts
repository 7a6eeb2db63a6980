import { createPrivateKey, sign } from 'node:crypto';
import type { Client, ParsedKey } from 'ssh2';
import { type Certificate, certificateType } from './certificate.js';
import { WireReader, wireString } from './wire.js';

/** The algorithm of signatures, and its hash, for each type of key. */
const SIGNS: Readonly<Record<string, [algorithm: string, hash: string | null]>> = {
  'ssh-ed25519': ['ssh-ed25519', null],
  'ssh-rsa': ['rsa-sha2-512', 'sha512'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256', 'sha256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384', 'sha384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521', 'sha512'],
};

/** A private key for the driver, which presents a certificate instead of its public key. */
export function certifiedKey(key: ParsedKey, certificate: Certificate): ParsedKey {
  const [algorithm, hash] = SIGNS[certificate.keyType]!;
  const secret = createPrivateKey(key.getPrivatePEM());
  const isCurve = algorithm.startsWith('ecdsa-');
  const own = {
    type: certificateType(algorithm),
    getPublicSSH: () => certificate.blob,
    sign: (data: Buffer) =>
      isCurve
        ? numbersOf(sign(hash, data, { key: secret, dsaEncoding: 'ieee-p1363' }))
        : sign(hash, data, secret),
  };
  // The driver recognizes its own keys by a private property.
  return Object.assign(Object.create(key), own);
}

/** The two numbers of an ECDSA signature as the protocol sends them. */
function numbersOf(signature: Buffer): Buffer {
  const half = signature.length / 2;
  const parts = [signature.subarray(0, half), signature.subarray(half)].map((part) => {
    let at = 0;
    while (at < part.length - 1 && part[at] === 0) at++;
    const number = part.subarray(at);
    return wireString(number[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), number]) : number);
  });
  return Buffer.concat(parts);
}

/** Private parts of the driver: the packets that it sends. */
interface Insides {
  _protocol: {
    _packetRW: {
      write: { allocStart: number; alloc(size: number): Buffer; finalize(packet: Buffer): Buffer };
    };
  };
}

const USERAUTH_REQUEST = 50;

/**
 * The driver names the type of the certificate inside the signature too, where servers require that
 * of the key: corrects these packets before they are sent.
 */
export function signCertificates(client: Client): void {
  const { write } = (client as unknown as Insides)._protocol._packetRW;
  const finalize = write.finalize.bind(write);
  write.finalize = (packet) => {
    const start = write.allocStart;
    const corrected =
      packet[start] === USERAUTH_REQUEST ? correct(packet.subarray(start)) : undefined;
    if (!corrected) return finalize(packet);
    const replacement = write.alloc(corrected.length);
    replacement.set(corrected, start);
    return finalize(replacement);
  };
}

function correct(packet: Buffer): Buffer | undefined {
  const reader = new WireReader(packet);
  reader.bytes(1);
  const [, , method] = [reader.string(), reader.string(), reader.text()];
  if (method !== 'publickey' || reader.bytes(1)[0] !== 1) return undefined;
  const type = reader.text();
  const algorithm = Object.values(SIGNS)
    .map(([name]) => name)
    .find((name) => type === certificateType(name));
  if (algorithm === undefined) return undefined;
  reader.string();
  const before = packet.subarray(0, reader.position);
  const signature = new WireReader(reader.string());
  signature.string();
  const value = Buffer.concat([wireString(algorithm), wireString(signature.string())]);
  return Buffer.concat([before, wireString(value)]);
}
