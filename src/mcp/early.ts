import { once } from 'node:events';
import { Writable } from 'node:stream';
import { isRecord } from '../core/util/is-record.js';
import { capabilities, handshakes, identity, instructions } from './identity.js';

/** A greeting is short: what is longer than this before its end is something else. */
const LONGEST_GREETING = 64 * 1024;

/**
 * Answers the client's greeting before the SDK is loaded, which takes longer than all before it: an
 * agent that starts many servers waits for every greeting. The SDK gets to read the greeting as well;
 * its own answer, the same one, is left out. Gives the stream for the SDK to write to.
 */
export async function greetEarly(wire: Writable, version: string): Promise<Writable> {
  const line = await firstLine();
  const greeting = line === undefined ? undefined : read(line);
  if (!greeting) return wire;
  const { id, protocolVersion } = greeting;
  const result = { protocolVersion, capabilities, serverInfo: identity(version), instructions };
  wire.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
  return new Writable({
    decodeStrings: false,
    write: leavingOut(wire),
  });
}

/** The first line of standard input, which stays there to be read. */
async function firstLine(): Promise<string | undefined> {
  const { stdin } = process;
  let read = Buffer.alloc(0);
  while (!read.includes(0x0a) && read.length < LONGEST_GREETING) {
    await Promise.race([once(stdin, 'readable'), once(stdin, 'end'), once(stdin, 'close')]);
    const chunk = stdin.read() as Buffer | null;
    if (chunk === null) break;
    read = Buffer.concat([read, chunk]);
  }
  if (read.length > 0) stdin.unshift(read);
  const end = read.indexOf(0x0a);
  return end < 0 ? undefined : read.toString('utf8', 0, end);
}

interface Greeting {
  id: string | number;
  protocolVersion: string;
}

/** The greeting in a line, where it is one that is answered without a second thought. */
function read(line: string): Greeting | undefined {
  try {
    const message: unknown = JSON.parse(line);
    if (!isRecord(message) || message.method !== 'initialize' || !isRecord(message.params)) return;
    const { id } = message;
    const { protocolVersion, clientInfo } = message.params;
    const isNamed = isRecord(clientInfo) && typeof clientInfo.name === 'string';
    const isKnown = typeof protocolVersion === 'string' && handshakes.includes(protocolVersion);
    if (!isKnown || !isNamed || !isRecord(message.params.capabilities)) return;
    return typeof id === 'string' || typeof id === 'number' ? { id, protocolVersion } : undefined;
  } catch {
    return undefined;
  }
}

/** Passes all messages on but the first, which answers what is answered. */
function leavingOut(wire: Writable): Writable['_write'] {
  let isFirst = true;
  return (chunk, encoding, done) => {
    if (isFirst) {
      isFirst = false;
      done();
    } else {
      wire.write(chunk, encoding, done);
    }
  };
}
