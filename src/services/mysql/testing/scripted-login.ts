import { constants, createHash, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import net from 'node:net';
import { TLSSocket } from 'node:tls';
import { listen } from '../../../../test/support/server.js';

/** What a client did to log in. */
export interface SeenLogin {
  plugin?: string;
  isEncrypted: boolean;
  askedForKey: boolean;
  /** The password, if the client sent it, decrypted. */
  password?: string | undefined;
}

interface Script {
  /** The way to log in that the server asks for. */
  plugin?: string;
  /** Accepts the hash that the client sends first; otherwise it wants the password itself. */
  isCached?: boolean;
  /** The certificate and key of its TLS; without them, it has none. */
  tls?: { cert: string; key: string };
}

const SCRAMBLE = Buffer.from('0123456789abcdefghij');

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** The public key of the server, as PEM. */
export const SERVER_KEY = publicKey.export({ type: 'spki', format: 'pem' }) as string;

/** The password of its only user. */
export const SCRIPTED_PASSWORD = 's3cret of the script';

const CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000 | 0x200000;
const TLS = 0x800;

/**
 * A server that only knows how to log in as MySQL 8 does it, which MariaDB does not have. Everything
 * after that is refused with an error, which shows that the login succeeded.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html
 */
export async function scriptedLogin(script: Script): Promise<{ port: number; seen: SeenLogin[] }> {
  const seen: SeenLogin[] = [];
  const { port } = await listen(
    net.createServer((socket) => {
      const login: SeenLogin = { isEncrypted: false, askedForKey: false };
      seen.push(login);
      converse(socket, script, login).catch(() => socket.destroy());
    }),
  );
  return { port, seen };
}

async function converse(
  plain: net.Socket,
  { plugin = 'caching_sha2_password', isCached = false, tls }: Script,
  login: SeenLogin,
): Promise<void> {
  let packets = new Packets(plain);
  packets.send(0, greeting(plugin, CAPABILITIES | (tls ? TLS : 0)));
  let response = await packets.next();
  if (tls && response.body.length === 32) {
    const secure = packets.encrypted((socket) => new TLSSocket(socket, { isServer: true, ...tls }));
    login.isEncrypted = true;
    packets = new Packets(secure);
    response = await packets.next();
  }
  login.plugin = plugin;
  packets.send(response.id + 1, [0xfe, `${plugin}\0`, SCRAMBLE, 0]);
  const answer = await packets.next();
  const accepted = await isRight(packets, answer, { plugin, isCached, login });
  const { id } = packets;
  if (!accepted) {
    packets.send(id + 1, [0xff, 0x15, 0x04, '#28000Access denied for user (scripted)']);
    return;
  }
  packets.send(id + 1, [0, 0, 0, 2, 0, 0, 0]);
  await packets.next();
  packets.send(1, [0xff, 0xd3, 0x04, '#42000This server can only log in']);
}

async function isRight(
  packets: Packets,
  answer: Packet,
  { plugin, isCached, login }: { plugin: string; isCached: boolean; login: SeenLogin },
): Promise<boolean> {
  if (plugin !== 'caching_sha2_password') return false;
  if (isCached) {
    packets.send(answer.id + 1, [1, 3]);
    return answer.body.equals(token(SCRIPTED_PASSWORD));
  }
  packets.send(answer.id + 1, [1, 4]);
  let reply = await packets.next();
  if (reply.body.length === 1 && reply.body[0] === 2) {
    login.askedForKey = true;
    packets.send(reply.id + 1, [1, SERVER_KEY]);
    reply = await packets.next();
  }
  login.password = passwordIn(reply.body, login.isEncrypted);
  return login.password === SCRIPTED_PASSWORD;
}

function passwordIn(body: Buffer, isPlain: boolean): string {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const bytes = isPlain
    ? body
    : privateDecrypt({ key: privateKey, padding, oaepHash: 'sha1' }, body).map(
        (byte, at) => byte ^ SCRAMBLE[at % SCRAMBLE.length]!,
      );
  return Buffer.from(bytes).toString().replace(/\0$/, '');
}

/** The hash of the password and the server's scramble. */
function token(password: string): Buffer {
  const hash = (...parts: Uint8Array[]) => {
    return createHash('sha256').update(Buffer.concat(parts)).digest();
  };
  const first = hash(Buffer.from(password));
  const mask = hash(hash(first), SCRAMBLE);
  return Buffer.from(first.map((byte, at) => byte ^ mask[at]!));
}

type Part = string | number | Uint8Array;

function bytesOf(parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'number') return Buffer.from([part]);
      return typeof part === 'string' ? Buffer.from(part) : part;
    }),
  );
}

function greeting(plugin: string, capabilities: number): Part[] {
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(capabilities);
  return [
    ...[10, '8.0.99-scripted\0', Buffer.from([1, 0, 0, 0]), SCRAMBLE.subarray(0, 8), 0],
    ...[flags.subarray(0, 2), 45, Buffer.from([2, 0]), flags.subarray(2), 21, Buffer.alloc(10)],
    ...[SCRAMBLE.subarray(8), 0, `${plugin}\0`],
  ];
}

interface Packet {
  id: number;
  body: Buffer;
}

/** The packets of a connection, one after another. */
class Packets {
  readonly #socket: net.Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => {};
  #isOver = false;
  /** The number of the last packet. */
  id = 0;
  readonly #onData = (data: Buffer) => {
    this.#received = Buffer.concat([this.#received, data]);
    this.#wake();
  };

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  encrypted(make: (socket: net.Socket) => TLSSocket): TLSSocket {
    this.#socket.off('data', this.#onData).pause();
    if (this.#received.length > 0) this.#socket.unshift(this.#received);
    return make(this.#socket);
  }

  send(id: number, parts: readonly Part[]): void {
    const body = bytesOf(parts);
    this.id = id;
    this.#socket.write(bytesOf([body.length & 255, body.length >> 8, 0, id, body]));
  }

  async next(): Promise<Packet> {
    while (
      this.#received.length < 4 ||
      this.#received.length < 4 + this.#received.readUIntLE(0, 3)
    ) {
      if (this.#isOver) throw new Error('the client closed the connection');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const end = 4 + this.#received.readUIntLE(0, 3);
    this.id = this.#received[3]!;
    const body = Buffer.from(this.#received.subarray(4, end));
    this.#received = this.#received.subarray(end);
    return { id: this.id, body };
  }
}
