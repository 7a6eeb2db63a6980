import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex, Transform } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { TokenHandler, TokenReader } from './tds/token-reader.js';

/** What the server says before the login. */
interface Prelogin {
  /** `ON` and `REQ` mean that it encrypts the connection. */
  encryptionString: string;
}

/** The messages of a connection of the driver. */
export interface MessageIo {
  socket: Socket;
  incomingMessageStream: Transform;
  outgoingMessageStream: Transform & { packetSize: number };
  securePair?: { cleartext: TLSSocket; encrypted: Duplex };
  sendMessage(type: number, data: Buffer): void;
  readMessage(): Promise<AsyncIterable<Buffer>>;
}

/** A type of the driver for the values of parameters. */
export interface ParameterType {
  id: number;
  name: string;
  declaration(parameter: object): string;
}

/** A request of the driver. */
export interface Request extends EventEmitter {
  addParameter(name: string, type: ParameterType, value: unknown, options?: object): void;
  pause(): void;
  resume(): void;
  cancel(): void;
}

/** A connection of the driver, with members that its types do not have. */
export interface Wire extends EventEmitter {
  socket: Socket;
  messageIo: MessageIo;
  inTransaction: boolean;
  connect(done: (error?: Error) => void): void;
  close(): void;
  execSql(request: Request): void;
  execSqlBatch(request: Request): void;
  performTlsNegotiation(prelogin: Prelogin, signal: AbortSignal): Promise<void>;
  createTokenStreamParser(message: AsyncIterable<Buffer>, handler: TokenHandler): TokenReader;
}

/** The exports of the driver. */
export interface Tedious {
  Connection: new (config: object) => Wire;
  Request: new (sql: string, done: (error?: Error | null) => void) => Request;
  TYPES: Readonly<Record<'NVarChar' | 'VarBinary' | 'Float' | 'Bit', ParameterType>>;
}
