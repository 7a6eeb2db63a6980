import { encodeCommand } from './frames.js';
import { ZmtpProblem } from './problem.js';
import type { SocketType } from './socket-types.js';

/** A command: its name, and what follows it. */
export interface Command {
  name: string;
  data: Buffer;
}

/** The longest context of a ping, which its answer repeats. */
const LONGEST_CONTEXT = 16;

/** @throws {ZmtpProblem} It has no valid name. */
export function parseCommand(body: Buffer): Command {
  const length = body[0] ?? 0;
  const name = body.toString('latin1', 1, 1 + length);
  if (length === 0 || name.length < length || !/^[\x21-\x7e]+$/.test(name)) {
    throw new ZmtpProblem('PROTOCOL', 'a command has no valid name');
  }
  return { name, data: body.subarray(1 + length) };
}

function command(name: string, ...data: readonly Uint8Array[]): Buffer {
  const head = Buffer.from(`${String.fromCharCode(name.length)}${name}`, 'latin1');
  return encodeCommand(Buffer.concat([head, ...data]));
}

/** The command that ends the handshake: what kind of socket this is. */
export function ready(type: SocketType): Buffer {
  const properties = [property('Socket-Type', type)];
  // Sockets that answer by address expect an identity; an empty one lets them choose.
  if (type === 'REQ') properties.push(property('Identity', ''));
  return command('READY', ...properties);
}

function property(name: string, value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  const head = Buffer.from(`${String.fromCharCode(name.length)}${name}`, 'latin1');
  return Buffer.concat([head, length, Buffer.from(value, 'latin1')]);
}

/**
 * The properties of a READY command, by their names in lower case.
 *
 * @throws {ZmtpProblem} They are cut, or a length is wrong.
 */
export function parseProperties(data: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const nameEnd = at + 1 + data[at]!;
    const valueStart = nameEnd + 4;
    if (data[at] === 0 || valueStart > data.length) throw invalidProperties();
    const valueEnd = valueStart + data.readUInt32BE(nameEnd);
    if (valueEnd > data.length) throw invalidProperties();
    const name = data.toString('latin1', at + 1, nameEnd).toLowerCase();
    found.set(name, data.toString('latin1', valueStart, valueEnd));
    at = valueEnd;
  }
  return found;
}

function invalidProperties(): ZmtpProblem {
  return new ZmtpProblem('PROTOCOL', 'the READY command has invalid properties');
}

/** Tells the other side why the connection ends. */
export function errorCommand(reason: string): Buffer {
  const words = Buffer.from(reason.slice(0, 255), 'latin1');
  return command('ERROR', Buffer.of(words.length), words);
}

/** The reason in an ERROR command. */
export function reasonOf(data: Buffer): string {
  return data.toString('utf8', 1, 1 + (data[0] ?? 0));
}

/** `ttl`: after how many milliseconds of silence the other side may close the connection. */
export function ping(ttl: number): Buffer {
  const tenths = Buffer.alloc(2);
  tenths.writeUInt16BE(Math.min(Math.ceil(ttl / 100), 0xffff));
  return command('PING', tenths);
}

/** The time that a PING allows for silence, in milliseconds (0 for any), and the answer to it. */
export function answerPing(data: Buffer): { ttl: number; pong: Buffer } {
  if (data.length < 2 || data.length > 2 + LONGEST_CONTEXT) {
    throw new ZmtpProblem('PROTOCOL', 'a PING command has an invalid length');
  }
  return { ttl: data.readUInt16BE() * 100, pong: command('PONG', data.subarray(2)) };
}

export function subscribe(prefix: Uint8Array): Buffer {
  return command('SUBSCRIBE', prefix);
}
