import type { Socket } from 'node:net';
import type { Client, DeleteRequest, DeleteResponse, SearchEntry, SearchReference } from 'ldapts';
import { elsewhere } from '../../core/packages/optional-package.js';
import { MessageReader } from './frames.js';
import { driver } from './packages.js';
import { referralsIn } from './referrals.js';

export function loadDriver() {
  return import('ldapts').catch(elsewhere(driver, 'ldapts'));
}

/** What all requests and all responses have: the driver does not export their types. */
export type Message = Pick<DeleteRequest, 'messageId' | 'controls'>;
export type MessageResponse = Pick<
  DeleteResponse,
  'messageId' | 'controls' | 'status' | 'matchedDN' | 'errorMessage'
>;

/** Members of the driver that its types keep private. */
interface Insides {
  socket: Socket | undefined;
  socketDataHandler: (data: Buffer) => void;
  messageDetailsByMessageId: Map<string, unknown>;
  messageParser: {
    read(data: Buffer, known: Map<string, unknown>): void;
    on(event: 'error', listener: (error: Error & { messageDetails?: unknown }) => void): void;
    on(event: 'message', listener: (message: unknown) => void): void;
    removeAllListeners(event: 'message'): void;
  };
  _nextMessageId(): number;
  _send(message: Message): Promise<MessageResponse>;
  _handleSendResponse(message: unknown): void;
}

/** What belongs to a request in progress. */
interface Collected {
  entries: SearchEntry[];
  /** URLs of other servers: of search references, or of a result that refers to them. */
  referrals: string[];
}

export interface Answer<R> extends Collected {
  response: R;
}

interface Events {
  /** Data arrived. */
  onData(): void;
  /** The server ends the connection, and says why. */
  onNotice(words: string): void;
  /** What arrived cannot be read. */
  onError(error: Error): void;
}

/** The code of a result that refers to other servers. */
const REFERRAL = 10;

/**
 * The driver with three things of our own: messages are cut here, because the driver looks through all
 * of a large message for each packet, and one of any size; entries of a search that fails are not
 * lost; and the URLs of referrals are read.
 */
export class Wire {
  readonly client: Client;
  readonly #insides: Insides;
  readonly #events: Events;
  readonly #reader = new MessageReader();
  readonly #collected = new Map<number, Collected>();
  #raw: Buffer = Buffer.alloc(0);

  constructor(client: Client, events: Events) {
    this.client = client;
    this.#insides = client as unknown as Insides;
    this.#events = events;
    const { messageParser: parser } = this.#insides;
    this.#insides.socketDataHandler = (data) => this.#receive(data);
    parser.removeAllListeners('message');
    parser.on('message', (message) => this.#dispatch(message as MessageResponse));
    parser.on('error', (error) => {
      if (!error.messageDetails) events.onError(error);
    });
  }

  get isOpen(): boolean {
    return this.#insides.socket !== undefined && !this.#insides.socket.destroyed;
  }

  /** The connected socket, encrypted or not. */
  get socket(): Socket {
    return this.#insides.socket!;
  }

  /** Sends a request, and collects everything that belongs to it. */
  async request<R extends MessageResponse>(
    make: (messageId: number) => Message,
  ): Promise<Answer<R>> {
    const id = this.#insides._nextMessageId();
    const collected: Collected = { entries: [], referrals: [] };
    this.#collected.set(id, collected);
    try {
      const response = (await this.#insides._send(make(id))) as R;
      return { response, ...collected };
    } finally {
      this.#collected.delete(id);
    }
  }

  #receive(data: Buffer): void {
    this.#events.onData();
    const { messageParser: parser, messageDetailsByMessageId: known } = this.#insides;
    try {
      this.#reader.push(data, (message) => {
        this.#raw = message;
        parser.read(message, known);
      });
    } catch (error) {
      this.#events.onError(error as Error);
    }
  }

  #dispatch(message: MessageResponse): void {
    const collected = this.#collected.get(message.messageId);
    if (message.messageId === 0) {
      this.#events.onNotice(message.errorMessage);
    } else if ('attributes' in message) {
      collected?.entries.push(message as unknown as SearchEntry);
    } else if ('uris' in message) {
      collected?.referrals.push(
        ...(message as unknown as SearchReference).uris.slice(0, MOST_URLS),
      );
    } else {
      if (message.status === REFERRAL) collected?.referrals.push(...referralsIn(this.#raw));
      this.#insides._handleSendResponse(message);
    }
  }
}

/** In one reference: all of them name the same part of the directory. */
const MOST_URLS = 100;
