import { Cursor, ProtocolError } from './cursor.js';

/** Tokens in the form of the driver's handlers. */

/** The flags of a DONE. */
const IS_MORE = 1;
const IS_ERROR = 2;
const HAS_COUNT = 0x10;
const IS_ATTENTION = 0x20;
const IS_SERVER_ERROR = 0x100;

/** The end of a statement, of a procedure, or of the response. */
export interface Done {
  more: boolean;
  sqlError: boolean;
  attention: boolean;
  serverError: boolean;
  /** Undefined if the statement does not count rows. */
  rowCount: number | undefined;
  curCmd: number;
}

export function doneAt(cursor: Cursor): Done {
  const status = cursor.u16();
  const curCmd = cursor.u16();
  const count = cursor.u64();
  return {
    more: (status & IS_MORE) !== 0,
    sqlError: (status & IS_ERROR) !== 0,
    attention: (status & IS_ATTENTION) !== 0,
    serverError: (status & IS_SERVER_ERROR) !== 0,
    rowCount: status & HAS_COUNT ? Number(count) : undefined,
    curCmd,
  };
}

/** An error of the server, or a message of it. */
export interface ServerMessage {
  number: number;
  state: number;
  /** The severity: 0 to 25. An error has 11 or more. */
  class: number;
  message: string;
  serverName: string;
  procName: string;
  lineNumber: number;
}

export function messageAt(cursor: Cursor): ServerMessage {
  const token = tokenAt(cursor);
  return {
    number: token.i32(),
    state: token.u8(),
    class: token.u8(),
    message: token.longText(),
    serverName: token.shortText(),
    procName: token.shortText(),
    lineNumber: token.u32(),
  };
}

/** A token with its length: all of it has arrived, so that a lying length inside it is no wait. */
function tokenAt(cursor: Cursor): Cursor {
  const token = new Cursor(new ProtocolError('a length that is longer than its token'));
  token.add(cursor.take(cursor.u16()));
  return token;
}

/** A change of the session, with the method of the driver's handler. */
export interface Change {
  handler: string;
  newValue: unknown;
  oldValue: unknown;
}

const TEXTS: Readonly<Record<number, string>> = {
  1: 'onDatabaseChange',
  2: 'onLanguageChange',
  3: 'onCharsetChange',
};

const BYTES: Readonly<Record<number, string>> = {
  8: 'onBeginTransaction',
  9: 'onCommitTransaction',
  10: 'onRollbackTransaction',
  18: 'onResetConnection',
};

const PACKET_SIZE = 4;
const COLLATION = 7;

/** Undefined for a change that means nothing here. */
export function changeAt(cursor: Cursor): Change | undefined {
  const token = tokenAt(cursor);
  const type = token.u8();
  const text = TEXTS[type];
  if (text) return { handler: text, newValue: token.shortText(), oldValue: token.shortText() };
  const handler = BYTES[type];
  const bytes = () => Buffer.from(token.take(token.u8()));
  if (handler) return { handler, newValue: bytes(), oldValue: bytes() };
  if (type === COLLATION) {
    const collation = bytes();
    return {
      handler: 'onSqlCollationChange',
      newValue: { toBuffer: () => collation },
      oldValue: undefined,
    };
  }
  if (type !== PACKET_SIZE) return undefined;
  const [size, oldValue] = [Number(token.shortText()), token.shortText()];
  if (size < 512 || size > 32_767) throw new ProtocolError(`packets of ${size} bytes`);
  return { handler: 'onPacketSizeChange', newValue: size, oldValue };
}
