import { createHmac } from 'node:crypto';

/** NTLM on the server's side, for one user whose password is `password`. */

const CHALLENGE = Buffer.from('0123456789abcdef', 'hex');

/** MD4 of `password` in UTF-16, which OpenSSL 3 cannot compute any more. */
const HASH = Buffer.from('8846f7eaee8fb117ad06bdd830b7586c', 'hex');

/** The second message: the challenge. */
export function challenge(): Buffer {
  const target = Buffer.from('SHOP', 'utf16le');
  const ofDomain = Buffer.concat([Buffer.from([2, 0, target.length, 0]), target, Buffer.alloc(4)]);
  // The last eight bytes are the version.
  const head = Buffer.alloc(56);
  head.write('NTLMSSP\0', 'latin1');
  head.writeUInt32LE(2, 8);
  const place = (at: number, length: number, offset: number) => {
    head.writeUInt16LE(length, at);
    head.writeUInt16LE(length, at + 2);
    head.writeUInt32LE(offset, at + 4);
  };
  place(12, target.length, 56);
  head.writeUInt32LE(0x00828201, 20);
  CHALLENGE.copy(head, 24);
  place(40, ofDomain.length, 56 + target.length);
  return Buffer.concat([head, target, ofDomain]);
}

/** The user of the third message, if its proof is that of the password. */
export function userIn(message: Buffer): string | undefined {
  const part = (at: number) => {
    const offset = message.readUInt32LE(at + 4);
    return message.subarray(offset, offset + message.readUInt16LE(at));
  };
  const [domain, user] = [part(28), part(36)];
  // The driver's length is only that of the proof.
  const response = message.subarray(message.readUInt32LE(24));
  const name = `${user.toString('utf16le')}${domain.toString('utf16le')}`.toUpperCase();
  const key = hmac(HASH, Buffer.from(name, 'utf16le'));
  const proof = hmac(key, Buffer.concat([CHALLENGE, response.subarray(16)]));
  if (!proof.equals(response.subarray(0, 16))) return undefined;
  return `${domain.toString('utf16le')}\\${user.toString('utf16le')}`;
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}
