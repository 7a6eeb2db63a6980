/** What could not be done: nothing arrived in time, or the other side has left. */
export interface NotDone {
  result: false;
  error: string;
}

export interface Sent {
  result: true;
  /** To how many peers the message was sent: of a publisher, the subscribers that want it. */
  peers: number;
}

/** A message that was received. */
export interface ReceivedMessage {
  result: true;
  /** The whole message: its parts joined. */
  data: Buffer;
  /** The parts of the message, one for most. */
  parts: Buffer[];
}

export interface Subscribed {
  result: true;
}

/** A message as the commands return it. */
export interface Received {
  type: 'text' | 'binary';
  /** The text, or the bytes as Base64; of several parts, the first. */
  data: string;
  /** All parts, if there are several. */
  parts?: string[];
}

export interface AllReceived {
  result: true;
  messages: Received[];
}

export interface AllSent {
  result: true;
  /** The number of messages. */
  sent: number;
}
