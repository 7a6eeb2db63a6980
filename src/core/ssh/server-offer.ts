import type { Socket } from 'node:net';
import type { AlgorithmKind } from './algorithms.js';
import { WireReader } from './keys/wire.js';

/** A greeting and the first packet are a few kilobytes. */
const MOST = 128 * 1024;
const KEXINIT = 20;
const COOKIE = 16;

/** Listens to the beginning of a connection, which is not encrypted. */
export class Beginning {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  readonly #stop: () => void;

  constructor(socket: Socket) {
    const listen = (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      if (this.#size > MOST) this.stop();
    };
    this.#stop = () => socket.off('data', listen);
    socket.on('data', listen);
  }

  stop(): void {
    this.#stop();
  }

  get #data(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** What the server sent first, as text. */
  get greeting(): string {
    return this.#data.toString('latin1', 0, 200);
  }

  /** What the server offers, if it has said so. */
  get offer(): Readonly<Record<AlgorithmKind, readonly string[]>> | undefined {
    const data = this.#data;
    const line = /(?:^|\n)SSH-[^\n]*\n/.exec(data.toString('latin1'));
    if (!line) return undefined;
    try {
      const packet = new WireReader(data.subarray(line.index + line[0].length));
      const reader = new WireReader(packet.string());
      reader.bytes(1); // The length of its padding.
      if (reader.bytes(1)[0] !== KEXINIT) return undefined;
      reader.bytes(COOKIE);
      const list = () => reader.text().split(',').filter(isAlgorithm);
      const [kex, hostKey, , cipher, , hmac] = [list(), list(), list(), list(), list(), list()];
      return { kex: kex!, hostKey: hostKey!, cipher: cipher!, hmac: hmac! };
    } catch {
      return undefined;
    }
  }
}

/** Some names only announce what else the server can do. */
function isAlgorithm(name: string): boolean {
  return name !== '' && !/^(ext-info-|kex-strict-)/.test(name);
}
