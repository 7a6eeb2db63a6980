import { typeAt } from '../tds/column.js';
import { Cursor } from '../tds/cursor.js';
import { RowReader } from '../tds/row-reader.js';
import { type Message, TYPE } from './packets.js';

/** What a client asks for: SQL, and its values with their declared types. */
export interface SqlRequest {
  sql: string;
  values: readonly { name: string; declared: string; value: unknown }[];
  /** True for sp_executesql, whose statements have other tokens. */
  isProcedure: boolean;
}

const SP_EXECUTESQL = 10;

/** Reads a batch, or a call of sp_executesql; undefined for another procedure. */
export function requestIn({ type, data }: Message): SqlRequest | undefined {
  const headers = data.readUInt32LE(0);
  const body = data.subarray(headers);
  if (type === TYPE.batch) {
    return { sql: body.toString('utf16le'), values: [], isProcedure: false };
  }
  const cursor = new Cursor(new Error('an incomplete request'));
  cursor.add(body);
  const length = cursor.u16();
  const procedure = length === 0xffff ? cursor.u16() : cursor.text(length);
  cursor.skip(2);
  if (procedure !== SP_EXECUTESQL && procedure !== 'sp_executesql') return undefined;
  const given = [...parametersAt(cursor)];
  const [sql, declarations, ...values] = given;
  const declared = declarationsIn(String(declarations?.value ?? ''));
  return {
    sql: String(sql!.value),
    values: values.map(({ name, value }) => ({ name, value, declared: declared.get(name)! })),
    isProcedure: true,
  };
}

function* parametersAt(cursor: Cursor): Generator<{ name: string; value: unknown }> {
  while (cursor.left > 0) {
    const name = cursor.shortText().toUpperCase();
    cursor.u8();
    const column = typeAt(cursor);
    yield { name, value: new RowReader([column]).read(cursor, false)[0] };
  }
}

/** `@P1 decimal(10,2), @P2 nvarchar(4000)` */
function declarationsIn(text: string): Map<string, string> {
  const found = text.matchAll(/(@\w+)\s+(\w+(?:\([\w,\s]*\))?)/g);
  return new Map([...found].map(([, name, type]) => [name!.toUpperCase(), type!]));
}
