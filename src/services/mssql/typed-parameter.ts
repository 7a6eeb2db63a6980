import { JsonNumber } from '../../core/json/number.js';
import { UtcTime } from '../../core/sql/utc-time.js';
import { digitsIn } from './digits.js';
import { bytesParameter, numberParameter, Parameter, textParameter } from './parameter.js';

/** Values whose type is known: from the caller, or from their column. */

/** Declarations by the names that callers use; the ones of the reference are among them. */
const DECLARED: Readonly<Record<string, string>> = {
  ...{ TINYINT: 'tinyint', SMALLINT: 'smallint', INT: 'int', INTEGER: 'int', BIGINT: 'bigint' },
  ...{ BIT: 'bit', BOOL: 'bit', BOOLEAN: 'bit' },
  ...{ FLOAT: 'float', FLOAT53: 'float', DOUBLE: 'float', FLOAT24: 'real', REAL: 'real' },
  // Text is not converted to money without being told to; a decimal is, with the same digits.
  ...{ MONEY: 'decimal(19,4)', SMALLMONEY: 'decimal(10,4)', XML: 'xml' },
  ...{ UUID: 'uniqueidentifier', GUID: 'uniqueidentifier', UNIQUEIDENTIFIER: 'uniqueidentifier' },
  ...{ DATE: 'date', TIME: 'time(7)', DATETIME2: 'datetime2(7)', DATETIME: 'datetime' },
  ...{ SMALLDATETIME: 'smalldatetime', DATETIMEOFFSET: 'datetimeoffset(7)' },
};

/** The names of types for `{'INT': 5}`, by what their values are. */
export const TYPE_NAMES = {
  plain: [
    ...['TINYINT', 'SMALLINT', 'INT', 'INTEGER', 'BIGINT', 'BIT', 'BOOL', 'BOOLEAN'],
    ...['FLOAT', 'FLOAT24', 'FLOAT53', 'REAL', 'DOUBLE', 'DECIMAL', 'NUMERIC'],
    ...['MONEY', 'SMALLMONEY', 'UUID', 'GUID', 'UNIQUEIDENTIFIER', 'XML'],
    ...['NVARCHAR', 'VARCHAR', 'NCHAR', 'CHAR', 'NTEXT', 'TEXT', 'STRING'],
  ],
  times: ['DATE', 'TIME', 'DATETIME', 'DATETIME2', 'SMALLDATETIME', 'DATETIMEOFFSET'],
  bytes: ['BYTES', 'VARBINARY', 'BINARY', 'IMAGE'],
  json: ['JSON'],
};

/** A value with the type that its caller named; undefined for text. */
export function typedParameter(name: string, value: unknown): Parameter | undefined {
  if (TYPE_NAMES.bytes.includes(name)) return bytesParameter(value as Buffer | null);
  const text = plainText(value);
  if (name === 'DECIMAL' || name === 'NUMERIC') {
    if (text === null) return new Parameter('decimal(38,0)', null);
    return digitsIn(text) ? numberParameter(text) : new Parameter('decimal(38,10)', text);
  }
  const declaration = DECLARED[name];
  return declaration ? declared(declaration, value) : textParameter(text);
}

/** A value for a type of T-SQL. The server refuses one that the type does not have. */
export function declared(declaration: string, value: unknown): Parameter {
  if (TIMES.test(declaration)) return timeParameter(declaration, value);
  const isNumber = typeof value === 'number' && (declaration === 'float' || declaration === 'real');
  return new Parameter(declaration, isNumber ? value : plainText(value));
}

const TIMES = /^(date|time|smalldatetime)/;

/**
 * A time with its zone becomes UTC, unless the type has zones. The forms are those that mean the same
 * in every language of the server.
 */
function timeParameter(declaration: string, value: unknown): Parameter {
  if (!(value instanceof UtcTime)) {
    return inParts(declaration, typeof value === 'string' ? isoText(value) : plainText(value));
  }
  if (declaration.startsWith('datetimeoffset')) return new Parameter(declaration, value.text);
  if (declaration === 'date') return new Parameter(declaration, value.sql.slice(0, 10));
  if (declaration.startsWith('time')) return new Parameter(declaration, value.sql.slice(11));
  return inParts(declaration, isoText(value.sql));
}

/** A `datetime` has three digits after the point, and refuses text with more. */
function inParts(declaration: string, text: string | null): Parameter {
  const hasMore = declaration === 'datetime' && text !== null && /\.\d{4,}$/.test(text);
  return new Parameter(hasMore ? 'datetime2(7)' : declaration, text);
}

/** `2026-03-25 18:10` with a T: only so it means the same in every language of the server. */
function isoText(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d) (?=\d\d:)/, '$1T');
}

/** The text that the server converts; true and false are 1 and 0. */
export function plainText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return digitsIn(String(value))?.text ?? String(value);
  if (value instanceof JsonNumber) return digitsIn(value.text)?.text ?? value.text;
  return value instanceof UtcTime ? value.text : String(value);
}
