import {
  AUTH,
  AUTH_RESPONSE,
  EXECUTE,
  encodePacket,
  type Packet,
  PacketReader,
  VALUE,
} from './packet.js';

/** The largest response, in all of its packets. */
const LARGEST_RESPONSE = 64 * 1024 * 1024;
/**
 * How long a server may be silent before a response without an end mark counts as complete, in
 * milliseconds.
 */
const QUIET = 2_000;

/** A response that is larger than any that a game sends. */
export class ResponseTooLarge extends Error {}

type Waiting = (packet: Packet) => void;

/**
 * One side of an RCON connection. It knows no socket: bytes come in with `receive`, and go out with
 * `send`. One request at a time.
 */
export class RconSession {
  readonly #send: (bytes: Buffer) => void;
  readonly #reader = new PacketReader();
  #lastId = 0;
  #waiting: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whether the server responds to a probe, if it is known. */
  #mirrors: boolean | undefined;

  constructor(send: (bytes: Buffer) => void) {
    this.#send = send;
  }

  /** @throws {NotRcon} The bytes are not RCON. */
  receive(bytes: Buffer): void {
    this.#reader.push(bytes, (packet) => this.#waiting?.(packet));
  }

  /** Logs in. False if the server rejects the password. */
  logIn(password: string): Promise<boolean> {
    const id = this.#request(AUTH, Buffer.from(password));
    return new Promise((resolve) => {
      this.#waiting = (packet) => {
        // Source sends an empty value first.
        if (packet.type !== AUTH_RESPONSE) return;
        if (packet.id === id) resolve(true);
        else if (packet.id === -1) resolve(false);
      };
    });
  }

  /**
   * Runs a command. A long response comes in several packets, and nothing marks the last one: after
   * the first, a probe is sent that servers respond to in some way, and its response ends that of the
   * command. It is not sent together with the command: Minecraft reads one packet at a time, and
   * closes the connection if more arrive. The response of a server that ignores the probe ends when
   * the server is quiet.
   */
  execute(command: string): Promise<Buffer> {
    const id = this.#request(EXECUTE, Buffer.from(command));
    const bodies: Buffer[] = [];
    let size = 0;
    let probe: number | undefined;
    const ask = () => {
      probe = this.#request(VALUE, Buffer.alloc(0));
    };
    return new Promise((resolve, reject) => {
      const done = () => {
        this.forget();
        resolve(Buffer.concat(bodies));
      };
      const quiet = () => {
        // A command without output has no response on some servers.
        if (probe === undefined && this.#mirrors !== false) return ask();
        if (this.#mirrors || bodies.length === 0) return;
        this.#mirrors = false;
        done();
      };
      this.#waiting = ({ id: from, body }) => {
        if (from === probe) {
          this.#mirrors = true;
          return done();
        }
        if (from !== id) return;
        size += body.length;
        if (size > LARGEST_RESPONSE) {
          this.forget();
          return reject(new ResponseTooLarge(`a response of more than ${LARGEST_RESPONSE} bytes`));
        }
        bodies.push(body);
        if (probe === undefined && this.#mirrors !== false) ask();
        this.#after(quiet);
      };
      this.#after(quiet);
    });
  }

  /** Forgets the request in progress. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#waiting = undefined;
  }

  #after(quiet: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(quiet, QUIET).unref();
  }

  #request(type: number, body: Buffer): number {
    this.#lastId = this.#lastId >= 2 ** 30 ? 1 : this.#lastId + 1;
    this.#send(encodePacket({ id: this.#lastId, type, body }));
    return this.#lastId;
  }
}
