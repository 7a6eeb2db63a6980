import {
  answerPing,
  errorCommand,
  parseCommand,
  parseProperties,
  ready,
  reasonOf,
  subscribe,
} from './commands.js';
import { FrameReader, type Message, messageSize, writeMessage } from './frames.js';
import {
  checkGreeting,
  encodeGreeting,
  GREETING_LENGTH,
  type Greeting,
  parseGreeting,
} from './greeting.js';
import { ZmtpProblem } from './problem.js';
import { partnersOf, type SocketType } from './socket-types.js';

/** What a session does and reports. */
export interface SessionEvents {
  write(bytes: Buffer): void;
  /** The handshake is done: messages can be sent. */
  ready(): void;
  message(parts: Message): void;
  /** The other side wants messages with this prefix, or does not want them any more. */
  subscription(isOn: boolean, prefix: Buffer): void;
  /** The other side asks to be left alone after this many milliseconds of silence. */
  silenceAllowed(ttl: number): void;
}

/**
 * One side of a ZMTP 3.1 connection with the NULL mechanism. It knows no socket: bytes come in with
 * `receive`, and go out with `write`.
 *
 * @see https://rfc.zeromq.org/spec/37/
 */
export class Session {
  readonly #type: SocketType;
  readonly #events: SessionEvents;
  readonly #frames = new FrameReader();
  #start = Buffer.alloc(0);
  #greeting: Greeting | undefined;
  #isReady = false;

  constructor(type: SocketType, events: SessionEvents) {
    this.#type = type;
    this.#events = events;
    events.write(encodeGreeting());
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** True if the other side knows ZMTP 3.1: subscriptions as commands, and pings. */
  get isModern(): boolean {
    return (this.#greeting?.minor ?? 0) > 0;
  }

  /** The number of bytes of the incomplete message. */
  get pending(): number {
    return this.#frames.pending;
  }

  /** @throws {ZmtpProblem} The other side does not follow the protocol: the connection must end. */
  receive(chunk: Buffer): void {
    const rest = this.#greeting ? chunk : this.#greeted(chunk);
    if (rest && rest.length > 0) this.#frames.push(rest, this);
  }

  /** What follows the greeting, if all of it has arrived. */
  #greeted(chunk: Buffer): Buffer | undefined {
    this.#start = Buffer.concat([this.#start, chunk]);
    if (this.#start.length < GREETING_LENGTH) {
      checkGreeting(this.#start);
      return undefined;
    }
    this.#greeting = parseGreeting(this.#start);
    const rest = this.#start.subarray(GREETING_LENGTH);
    this.#start = Buffer.alloc(0);
    this.#events.write(ready(this.#type));
    return rest;
  }

  /** Called by the reader of frames. */
  message(parts: Message): void {
    if (!this.#isReady) throw new ZmtpProblem('PROTOCOL', 'a message arrived before READY');
    // Subscriptions of ZMTP 3.0 are messages, and a PUB socket gets no others.
    if (this.#type !== 'PUB') {
      this.#events.message(parts);
      return;
    }
    const [body] = parts;
    if (parts.length > 1 || !body || body.length === 0 || body[0]! > 1) return;
    this.#events.subscription(body[0] === 1, body.subarray(1));
  }

  /** Called by the reader of frames. */
  command(body: Buffer): void {
    const { name, data } = parseCommand(body);
    if (name === 'ERROR') {
      throw new ZmtpProblem('REFUSED', `the other side refused: ${reasonOf(data) || 'no reason'}`);
    }
    if (!this.#isReady) {
      this.#shakeHands(name, data);
    } else if (name === 'PING') {
      const { ttl, pong } = answerPing(data);
      this.#events.write(pong);
      this.#events.silenceAllowed(ttl);
    } else if (this.#type === 'PUB' && (name === 'SUBSCRIBE' || name === 'CANCEL')) {
      this.#events.subscription(name === 'SUBSCRIBE', data);
    }
    // Others are of later versions, and PONG only shows that the other side is there.
  }

  #shakeHands(name: string, data: Buffer): void {
    if (name !== 'READY') {
      throw new ZmtpProblem('PROTOCOL', 'another command arrived before READY');
    }
    const type = parseProperties(data).get('socket-type') ?? '';
    const partners = partnersOf(this.#type);
    if (!partners.includes(type)) {
      this.#events.write(errorCommand('Invalid socket type'));
      const found = /^[A-Z]{1,10}$/.test(type) ? `a ${type} socket` : 'a socket of unknown type';
      const needed = partners.join(' or ');
      throw new ZmtpProblem('SOCKET_TYPE', `${found}, but ${this.#type} needs ${needed}`);
    }
    this.#isReady = true;
    this.#events.ready();
  }

  /** The bytes that subscribe to a prefix: a command, or for ZMTP 3.0 a message. */
  encodeSubscription(prefix: Uint8Array): Buffer {
    if (this.isModern) return subscribe(prefix);
    const parts = [Buffer.concat([Buffer.of(1), prefix])];
    const bytes = Buffer.alloc(messageSize(parts));
    writeMessage(parts, bytes, 0);
    return bytes;
  }
}
