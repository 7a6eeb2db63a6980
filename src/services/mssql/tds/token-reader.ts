import { EventEmitter } from 'node:events';
import { type Column, columnsAt, typeAt } from './column.js';
import { Cursor, MORE, ProtocolError } from './cursor.js';
import { RowReader } from './row-reader.js';
import { changeAt, doneAt, messageAt } from './tokens.js';

/** The driver's handler of a response: it has one method for each kind of token. */
export type TokenHandler = Readonly<Record<string, (token: object) => void>>;

/**
 * Reads the tokens of a response in place of the driver's parser, which rounds numbers and times, ends
 * the process if it does not understand a token, and makes an object and a promise for each value.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/67b6113c-d722-42d1-902c-3f6e8de09173
 */
export class TokenReader extends EventEmitter {
  readonly #cursor = new Cursor();
  readonly #handler: TokenHandler;
  readonly #fail: (error: unknown) => void;
  #rows = new RowReader([]);
  /** The kind of the token that is read; rows continue where they stopped. */
  #row: number | undefined;
  #paused: { wake(): void; over: Promise<void> } | undefined;

  /** `fail` is called if the response is not of the protocol, or ends in the middle of a token. */
  constructor(
    message: AsyncIterable<Buffer>,
    handler: TokenHandler,
    fail: (error: unknown) => void,
  ) {
    super();
    this.#handler = handler;
    this.#fail = fail;
    void this.#run(message);
  }

  /** Stops after the current token, until `resume`. */
  pause(): void {
    if (this.#paused) return;
    let wake = () => {};
    const over = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#paused = { wake, over };
  }

  resume(): void {
    this.#paused?.wake();
    this.#paused = undefined;
  }

  async #run(message: AsyncIterable<Buffer>): Promise<void> {
    try {
      for await (const chunk of message) {
        this.#cursor.add(chunk);
        while (this.#next()) if (this.#paused) await this.#paused.over;
      }
      if (this.#cursor.left > 0 || this.#row !== undefined) {
        throw new ProtocolError('a response that ends in the middle of a token');
      }
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.emit('end');
  }

  /** Reads one token. False if it is not complete. */
  #next(): boolean {
    const cursor = this.#cursor;
    if (cursor.left === 0 && this.#row === undefined) return false;
    const start = cursor.at;
    try {
      const kind = this.#row ?? cursor.u8();
      if (kind === ROW || kind === NBCROW) {
        this.#row = kind;
        const columns = this.#rows.read(cursor, kind === NBCROW);
        this.#row = undefined;
        this.#tell('onRow', { columns });
      } else this.#token(kind);
      return true;
    } catch (error) {
      if (error !== MORE) throw error;
      if (this.#row === undefined) cursor.at = start;
      return false;
    }
  }

  #token(kind: number): void {
    const cursor = this.#cursor;
    switch (kind) {
      case 0x81: {
        const columns: readonly Column[] = columnsAt(cursor);
        this.#rows = new RowReader(columns);
        this.#tell('onColMetadata', { columns });
        break;
      }
      case 0xfd:
        this.#tell('onDone', doneAt(cursor));
        break;
      case 0xfe:
        this.#tell('onDoneProc', doneAt(cursor));
        break;
      case 0xff:
        this.#tell('onDoneInProc', doneAt(cursor));
        break;
      case 0xaa:
        this.#tell('onErrorMessage', messageAt(cursor));
        break;
      case 0xab:
        this.#tell('onInfoMessage', messageAt(cursor));
        break;
      case 0xe3: {
        const change = changeAt(cursor);
        if (change) this.#tell(change.handler, change);
        break;
      }
      case 0x79:
        this.#tell('onReturnStatus', { value: cursor.i32() });
        break;
      case 0xac:
        this.#returnValue();
        break;
      // The order of rows, and the tables of columns, are of no use here.
      case 0xa4:
      case 0xa5:
      case 0xa9:
        cursor.skip(cursor.u16());
        break;
      default:
        throw new ProtocolError(`an unknown token 0x${kind.toString(16)}`);
    }
  }

  /** An output parameter: its value is read, and no one needs it. */
  #returnValue(): void {
    const cursor = this.#cursor;
    cursor.u16();
    cursor.shortText();
    cursor.skip(7);
    new RowReader([typeAt(cursor)]).read(cursor, false);
  }

  #tell(name: string, token: object): void {
    this.#handler[name]!(token);
  }
}

const ROW = 0xd1;
const NBCROW = 0xd2;
