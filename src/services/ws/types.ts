/** What could not be done: nothing arrived in time, or the connection is closed. */
export interface NotDone {
  result: false;
  error: string;
  /** The code with which the other side closed the connection; 1006 if it gave none. */
  code?: number;
  reason?: string;
}

export interface Done {
  result: true;
}

/** A message with text, or with bytes. */
export type Message =
  | { result: true; type: 'text'; data: string }
  | { result: true; type: 'binary'; data: Buffer };

/** A message from a client of a server. */
export interface ConnectionMessage {
  result: true;
  connectionId: string;
  /** The client's address and port. */
  address: string;
  /** False if the connection is closed. */
  isActive: boolean;
  type: 'text' | 'binary';
  message: Buffer;
}

export interface ServerConnection {
  connectionId: string;
  address: string;
  isActive: boolean;
}

export interface ConnectionList {
  result: true;
  connections: ServerConnection[];
}

/** A message of an exchange. */
export interface Received {
  type: 'text' | 'binary';
  /** The text, or the bytes as Base64. */
  data: string;
}

export interface AllReceived {
  result: true;
  messages: Received[];
}
