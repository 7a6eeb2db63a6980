import { codePageOf } from './code-pages.js';
import { type Column, TYPE } from './column.js';
import { Cursor, ProtocolError } from './cursor.js';
import { type Decode, decoderOf } from './decode.js';

/** The function that reads the values of any column, unless they are NULL. */
export function readerOf(column: Column): Decode {
  return column.type === TYPE.variant ? variantIn : decoderOf(column);
}

/** A value of `sql_variant`, which has its own type. */
function variantIn(bytes: Buffer): unknown {
  const cursor = new Cursor(new ProtocolError('an incomplete variant'));
  cursor.add(bytes);
  const type = cursor.u8();
  const properties = new Cursor(new ProtocolError('an incomplete variant'));
  properties.add(cursor.take(cursor.u8()));
  if (type === TYPE.variant || type === TYPE.xml) throw new ProtocolError('a nested variant');
  return decoderOf(columnOf(type, properties))(cursor.take(cursor.left));
}

function columnOf(type: number, properties: Cursor): Column {
  const column = { name: '', type, length: 0, precision: 0, scale: 0, page: 'windows-1252' };
  if (type === TYPE.decimal || type === TYPE.numeric) {
    column.precision = properties.u8();
    column.scale = properties.u8();
  } else if (type === TYPE.time || type === TYPE.datetime2 || type === TYPE.datetimeoffset) {
    column.scale = properties.u8();
  } else if (type === TYPE.varchar || type === TYPE.char) {
    column.page = codePageOf(properties.take(5));
  }
  if (column.scale > 38) throw new ProtocolError(`a scale of ${column.scale}`);
  return column;
}
