import type { Socket } from 'node:net';
import { BSON } from 'mongodb';

/**
 * The messages of MongoDB's protocol: OP_MSG, and OP_QUERY, with which older clients begin.
 * https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER = 16;
const MOST_BYTES = 48_000_000;
/** The client wants no response. */
const MORE_TO_COME = 2;

/** Types stay what they were. */
const VALUES = {
  ...{ promoteLongs: false, promoteValues: false, promoteBuffers: false, bsonRegExp: true },
} as const;

/** A command as it arrived. The first field is its name. */
export interface Request {
  id: number;
  isQuery: boolean;
  wantsReply: boolean;
  command: BSON.Document;
}

/** The requests of a connection. A message that is not one ends it. */
export async function* requestsOf(socket: Socket): AsyncGenerator<Request> {
  let received: Buffer = Buffer.alloc(0);
  for await (const data of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, data]);
    while (received.length >= HEADER) {
      const length = received.readInt32LE(0);
      const isKnown = [OP_QUERY, OP_MSG].includes(received.readInt32LE(12));
      if (!isKnown || length < HEADER || length > MOST_BYTES) {
        throw new Error('not a message of MongoDB');
      }
      if (received.length < length) break;
      yield requestIn(received.subarray(0, length));
      received = received.subarray(length);
    }
  }
}

function requestIn(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  if (code === OP_QUERY) {
    const end = message.indexOf(0, HEADER + 4);
    const database = message.toString('utf8', HEADER + 4, end).split('.')[0];
    const query = documentAt(message, end + 9);
    return { id, isQuery: true, wantsReply: true, command: { ...query, $db: database } };
  }
  if (code !== OP_MSG) throw new Error(`opcode ${code} is not supported`);
  const flags = message.readUInt32LE(HEADER);
  const command: BSON.Document = {};
  for (let at = HEADER + 4; at < message.length; ) {
    at = section(message, at, command);
  }
  return { id, isQuery: false, wantsReply: (flags & MORE_TO_COME) === 0, command };
}

/** Reads a section, and returns where the next one begins. */
function section(message: Buffer, at: number, into: BSON.Document): number {
  const kind = message[at]!;
  const size = message.readInt32LE(at + 1);
  const end = at + 1 + size;
  if (kind === 0) {
    Object.assign(into, documentAt(message, at + 1));
    return end;
  }
  const nameEnd = message.indexOf(0, at + 5);
  const items: BSON.Document[] = [];
  for (let place = nameEnd + 1; place < end; place += message.readInt32LE(place)) {
    items.push(documentAt(message, place));
  }
  into[message.toString('utf8', at + 5, nameEnd)] = items;
  return end;
}

function documentAt(message: Buffer, at: number): BSON.Document {
  const size = message.readInt32LE(at);
  return BSON.deserialize(message.subarray(at, at + size), VALUES);
}

/** The response to a request. */
export function replyTo({ id, isQuery }: Request, document: BSON.Document | Buffer): Buffer {
  const body = Buffer.isBuffer(document) ? document : Buffer.from(BSON.serialize(document));
  if (isQuery) {
    const start = Buffer.alloc(20);
    start.writeInt32LE(1, 16);
    return message(OP_REPLY, id, Buffer.concat([start, body]));
  }
  return message(OP_MSG, id, Buffer.concat([Buffer.alloc(5), body]));
}

let lastId = 0;

function message(code: number, to: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeInt32LE(HEADER + body.length, 0);
  header.writeInt32LE(++lastId, 4);
  header.writeInt32LE(to, 8);
  header.writeInt32LE(code, 12);
  return Buffer.concat([header, body]);
}
