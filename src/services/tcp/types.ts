/** A task on a server that could not be done: nothing arrived in time, or the client has left. */
export interface NotDone {
  result: false;
  error: string;
}

export interface Done {
  result: true;
}

/** Data from a client of a server. */
export interface ConnectionData {
  result: true;
  connectionId: string;
  /** The client's address and port. */
  address: string;
  /** False if the client has finished sending, or the connection is closed. */
  active: boolean;
  message: Buffer;
}

export interface ServerConnection {
  connectionId: string;
  address: string;
  canRead: boolean;
  canWrite: boolean;
}

export interface ConnectionList {
  result: true;
  connections: ServerConnection[];
}

/** A line of an exchange. */
export interface Line {
  /** Without its line break. */
  text: string;
}

export interface Lines {
  result: true;
  lines: string[];
}

/** A line that a client sent to a listening server. */
export interface Received {
  connectionId: string;
  address: string;
  text: string;
}

export interface AllReceived {
  result: true;
  messages: Received[];
}
