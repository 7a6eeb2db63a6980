import { once } from 'node:events';
import { Writable } from 'node:stream';
import { isRecord } from '../core/util/is-record.js';
import { capabilities, handshakes, identity, instructions } from './identity.js';

/** An initialize request is short: a longer first line is something else. */
const MAX_REQUEST_BYTES = 64 * 1024;

/**
 * Responds to the client's initialize request before the SDK is loaded, which takes longer than
 * everything before it: an agent that starts many servers waits for each one to initialize. The SDK
 * reads the request too, and its response, which is the same, is dropped. Returns the stream for
 * the SDK to write to.
 */
export async function initializeEarly(wire: Writable, version: string): Promise<Writable> {
  const line = await firstLine();
  const request = line === undefined ? undefined : parse(line);
  if (!request) return wire;
  const { id, protocolVersion } = request;
  const result = { protocolVersion, capabilities, serverInfo: identity(version), instructions };
  wire.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
  return new Writable({
    decodeStrings: false,
    write: dropping(wire, id),
  });
}

/** Peeks at the first line of standard input. */
async function firstLine(): Promise<string | undefined> {
  const { stdin } = process;
  let read = Buffer.alloc(0);
  while (!read.includes(0x0a) && read.length < MAX_REQUEST_BYTES) {
    await Promise.race([once(stdin, 'readable'), once(stdin, 'end'), once(stdin, 'close')]);
    const chunk = stdin.read() as Buffer | null;
    if (chunk === null) break;
    read = Buffer.concat([read, chunk]);
  }
  if (read.length > 0) stdin.unshift(read);
  const end = read.indexOf(0x0a);
  return end < 0 ? undefined : read.toString('utf8', 0, end);
}

interface InitializeRequest {
  id: string | number;
  protocolVersion: string;
}

/** The initialize request in a line, if it is valid and of a known protocol version. */
function parse(line: string): InitializeRequest | undefined {
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

/** Forwards all messages except the response with this ID, which was sent already. */
function dropping(wire: Writable, id: InitializeRequest['id']): Writable['_write'] {
  let isDropped = false;
  return (chunk, encoding, done) => {
    if (!isDropped && idOf(String(chunk)) === id) {
      isDropped = true;
      done();
    } else {
      wire.write(chunk, encoding, done);
    }
  };
}

function idOf(line: string): unknown {
  const message: unknown = JSON.parse(line);
  return isRecord(message) ? message.id : undefined;
}
