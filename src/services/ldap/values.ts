import { JsonNumber } from '../../core/json/number.js';
import { isRecord } from '../../core/util/is-record.js';

/** A value of an attribute: text, or bytes if it is not UTF-8. */
export type LdapValue = string | Buffer;

/** The bytes of a caller's value; `undefined` if it is not one. Digits stay as they were written. */
export function valueBytes(value: unknown): Buffer | undefined {
  if (typeof value === 'string') return Buffer.from(value);
  if (typeof value === 'number' || typeof value === 'bigint') return Buffer.from(String(value));
  if (value instanceof JsonNumber) return Buffer.from(value.text);
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (!isRecord(value)) return undefined;
  const { BYTES: base64, ...others } = value;
  const isBytes = typeof base64 === 'string' && Object.keys(others).length === 0;
  return isBytes && /^[A-Za-z\d+/=\s]*$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}

/** In JSON, bytes have the reference's form, which the other methods accept. */
function asReference(this: Buffer): { BYTES: string } {
  return { BYTES: this.toString('base64') };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A value from the server. Attributes such as `userCertificate;binary` are always bytes. */
export function fromServer(type: string, bytes: Buffer): LdapValue {
  if (!/;binary$/i.test(type)) {
    try {
      return utf8.decode(bytes);
    } catch {
      // Then it is not text.
    }
  }
  // A copy: the driver's buffer holds much more.
  return Object.defineProperty(Buffer.from(bytes), 'toJSON', { value: asReference });
}
