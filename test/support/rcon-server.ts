import type { Socket } from 'node:net';
import { type Listening, startRaw } from './server.js';

/**
 * RCON servers of both kinds, from their documents, because no game server can be had: Valve's
 * (https://developer.valvesoftware.com/wiki/Source_RCON_Protocol) and Minecraft's
 * (https://minecraft.wiki/w/RCON). Other clients check them in `src/services/rcon/clients.test.ts`.
 */
export interface RconServer extends Listening {
  url: string;
  password: string;
  /** The commands that were run. */
  commands: readonly string[];
  logins: readonly string[];
}

export interface Game {
  password?: string;
  /** The output of a command. By default, the command itself. */
  output?: (command: string) => string;
}

function packet(id: number, type: number, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(12);
  head.writeInt32LE(10 + bytes.length, 0);
  head.writeInt32LE(id, 4);
  head.writeInt32LE(type, 8);
  return Buffer.concat([head, bytes, Buffer.from([0, 0])]);
}

interface Request {
  id: number;
  type: number;
  body: string;
}

type Reader = (socket: Socket, request: (request: Request) => void) => void;

async function startGame(
  { password = 'let-me-in', output = (command) => command }: Game,
  reader: Reader,
  respond: (to: Request, text: string) => Buffer[],
  welcome: (id: number) => Buffer[],
): Promise<RconServer> {
  const commands: string[] = [];
  const logins: string[] = [];
  const listening = await startRaw((socket) => {
    let isIn = false;
    reader(socket, (request) => {
      const { id, type, body } = request;
      if (type === 3) {
        logins.push(body);
        isIn = body === password;
        return writeApart(socket, welcome(isIn ? id : -1));
      }
      if (!isIn) return void socket.end();
      if (type === 2) commands.push(body);
      // Each packet alone, as games do.
      for (const part of respond(request, type === 2 ? output(body) : '')) socket.write(part);
    });
  });
  return { ...listening, url: listening.host, password, commands, logins };
}

/** Some of the other clients read only the first packet of what arrives together. */
function writeApart(socket: Socket, [first, ...rest]: Buffer[]): void {
  socket.write(first!);
  if (rest.length > 0) setTimeout(() => writeApart(socket, rest), 50);
}

function textIn(bytes: Buffer): string {
  return bytes.subarray(0, bytes.indexOf(0)).toString();
}

/** A Source game: packets of 4096 bytes, and an empty packet of type 0 is mirrored. */
export function startSource(game: Game = {}): Promise<RconServer> {
  const reader: Reader = (socket, request) => {
    let kept = Buffer.alloc(0);
    socket.on('data', (data) => {
      kept = Buffer.concat([kept, data]);
      while (kept.length >= 4 && kept.length >= 4 + kept.readInt32LE(0)) {
        const end = 4 + kept.readInt32LE(0);
        const one = kept.subarray(0, end);
        kept = kept.subarray(end);
        request({
          id: one.readInt32LE(4),
          type: one.readInt32LE(8),
          body: textIn(one.subarray(12)),
        });
      }
    });
  };
  const respond = ({ id, type }: Request, text: string) => {
    if (type !== 2) return [packet(id, 0, ''), packet(id, 0, Buffer.from([0, 1, 0, 0]))];
    const bytes = Buffer.from(text);
    const count = Math.max(1, Math.ceil(bytes.length / 4086));
    return Array.from({ length: count }, (_, at) =>
      packet(id, 0, bytes.subarray(at * 4086, (at + 1) * 4086)),
    );
  };
  return startGame(game, reader, respond, (id) => [packet(id, 0, ''), packet(id, 2, '')]);
}

/** Minecraft: reads one packet at a time, of at most 1460 bytes; parts of 4096 characters. */
export function startMinecraft(game: Game = {}): Promise<RconServer> {
  const reader: Reader = (socket, request) => {
    socket.on('data', (data) => {
      if (data.length > 1460 || data.readInt32LE(0) !== data.length - 4) {
        socket.destroy();
        return;
      }
      request({
        id: data.readInt32LE(4),
        type: data.readInt32LE(8),
        body: textIn(data.subarray(12)),
      });
    });
  };
  const respond = ({ id, type }: Request, text: string) => {
    if (type !== 2) return [packet(id, 0, `Unknown request ${type.toString(16)}`)];
    const count = Math.max(1, Math.ceil(text.length / 4096));
    return Array.from({ length: count }, (_, at) =>
      packet(id, 0, text.slice(at * 4096, (at + 1) * 4096)),
    );
  };
  return startGame(game, reader, respond, (id) => [packet(id, 2, '')]);
}
