import { withoutEnd } from '../util/without-end.js';
import { ZmtpProblem } from './problem.js';

/** The length of a greeting in bytes. */
export const GREETING_LENGTH = 64;

const MECHANISM_AT = 12;
const MECHANISM_LENGTH = 20;

/** What the other side says of itself first. */
export interface Greeting {
  /** 0 for ZMTP 3.0; 1 or more for later versions, which have commands for subscriptions and pings. */
  minor: number;
}

/** The greeting of a side that speaks ZMTP 3.1 with the NULL mechanism. */
export function encodeGreeting(): Buffer {
  const bytes = Buffer.alloc(GREETING_LENGTH);
  bytes[0] = 0xff;
  bytes[8] = 1;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes[11] = 1;
  bytes.write('NULL', MECHANISM_AT, 'latin1');
  return bytes;
}

/**
 * Checks the first bytes of a greeting, also of an incomplete one: a side that speaks another protocol
 * may wait for an answer before it sends as much as a greeting.
 *
 * @throws {ZmtpProblem}
 */
export function checkGreeting(bytes: Uint8Array): void {
  const [first, signatureEnd, major] = [bytes[0], bytes[9], bytes[10]];
  // Versions before 2.0 begin with a frame: its length, and no flags.
  if (first !== undefined && first !== 0xff) {
    throw new ZmtpProblem('NOT_ZMTP', 'the other side does not speak ZMTP 3');
  }
  if (signatureEnd !== undefined && signatureEnd !== 0x7f) {
    throw new ZmtpProblem('NOT_ZMTP', 'the other side does not speak ZMTP 3');
  }
  if (major !== undefined && major < 3) {
    throw new ZmtpProblem('VERSION', 'the other side speaks ZMTP 2 or older (ZeroMQ before 4.0)');
  }
}

/**
 * Reads a complete greeting.
 *
 * @throws {ZmtpProblem}
 */
export function parseGreeting(bytes: Buffer): Greeting {
  checkGreeting(bytes);
  const field = bytes.toString('latin1', MECHANISM_AT, MECHANISM_AT + MECHANISM_LENGTH);
  const mechanism = withoutEnd(field, '\0');
  if (mechanism !== 'NULL') {
    const known = /^[A-Z0-9_.+-]{1,20}$/.test(mechanism) ? mechanism : 'an unknown mechanism';
    throw new ZmtpProblem('MECHANISM', `the other side uses ${known} for security, not NULL`);
  }
  return { minor: bytes[10]! > 3 ? 1 : bytes[11]! };
}
