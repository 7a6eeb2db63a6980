import { JsonNumber } from '../../core/json/number.js';
import { unquote } from '../../core/sql/dialect.js';
import { TypedValue } from '../../core/sql/typed-value.js';
import { UtcTime, utcTimeIn } from '../../core/sql/utc-time.js';
import { type FormOf, JsonValue } from '../../core/sql/values.js';
import { dialect } from './dialect.js';
import { digitsIn } from './digits.js';
import { bytesParameter, numberParameter, Parameter, textParameter } from './parameter.js';
import { type Column, TYPE } from './tds/column.js';
import { toParameter } from './to-parameter.js';
import { declared, plainText } from './typed-parameter.js';

/**
 * The forms of values for the columns of a table. A value has the type of its column: the rows of one
 * INSERT must not have different types, and NULL has one, too.
 */
export function formsFor(columns: readonly Column[], use: 'stored' | 'compared'): FormOf {
  const forms = new Map(
    columns.map((column) => [dialect.foldName(column.name), formOf(column, use)]),
  );
  return (column) => {
    const name = dialect.foldName(unquote(dialect, column));
    return forms.get(name) ?? forms.get(dialect.foldName(column)) ?? toParameter;
  };
}

type Form = (value: unknown) => Parameter;

function formOf(column: Column, use: 'stored' | 'compared'): Form {
  const { type } = column;
  if (BYTES.has(type)) return forBytes;
  if (TEXTS.has(type)) return forText;
  const declaration = declarationOf(column);
  if (!declaration) return toParameter;
  if (TIMES.has(type)) return (value) => forTime(declaration, value, use);
  if (use === 'compared' && NUMBERS.has(type)) return (value) => forComparedNumber(column, value);
  return (value) => forPlain(declaration, value);
}

const BYTES: ReadonlySet<number> = new Set([TYPE.varbinary, TYPE.binary, TYPE.image]);
const TEXTS: ReadonlySet<number> = new Set([
  ...[TYPE.nvarchar, TYPE.nchar, TYPE.ntext, TYPE.varchar, TYPE.char, TYPE.text],
]);
const TIMES: ReadonlySet<number> = new Set([
  ...[TYPE.date, TYPE.time, TYPE.datetime2, TYPE.datetimeoffset],
  ...[TYPE.datetime, TYPE.smalldatetime, TYPE.datetimeN],
]);
const NUMBERS: ReadonlySet<number> = new Set([
  ...[TYPE.int1, TYPE.int2, TYPE.int4, TYPE.int8, TYPE.intN],
  ...[TYPE.decimal, TYPE.numeric, TYPE.money, TYPE.smallmoney, TYPE.moneyN],
]);

const OF_LENGTH: Readonly<Record<number, readonly [of: number, types: readonly string[]]>> = {
  [TYPE.floatN]: [4, ['real', 'float']],
  [TYPE.moneyN]: [4, ['decimal(10,4)', 'decimal(19,4)']],
  [TYPE.datetimeN]: [4, ['smalldatetime', 'datetime']],
};

const FIXED: Readonly<Record<number, string>> = {
  ...{ [TYPE.int1]: 'tinyint', [TYPE.int2]: 'smallint', [TYPE.int4]: 'int', [TYPE.int8]: 'bigint' },
  ...{ [TYPE.bit]: 'bit', [TYPE.bitN]: 'bit', [TYPE.real]: 'real', [TYPE.float]: 'float' },
  ...{
    [TYPE.money]: 'decimal(19,4)',
    [TYPE.smallmoney]: 'decimal(10,4)',
    [TYPE.datetime]: 'datetime',
  },
  ...{ [TYPE.smalldatetime]: 'smalldatetime', [TYPE.date]: 'date', [TYPE.time]: 'time(7)' },
  ...{ [TYPE.datetime2]: 'datetime2(7)', [TYPE.datetimeoffset]: 'datetimeoffset(7)' },
  ...{ [TYPE.guid]: 'uniqueidentifier', [TYPE.xml]: 'xml' },
};

/** The type of a column in T-SQL; undefined for those of CLR and for `sql_variant`. */
function declarationOf({ type, length, precision, scale }: Column): string | undefined {
  if (type === TYPE.decimal || type === TYPE.numeric) return `decimal(${precision},${scale})`;
  if (type === TYPE.intN) {
    return { 1: 'tinyint', 2: 'smallint', 4: 'int', 8: 'bigint' }[length];
  }
  const [of, types] = OF_LENGTH[type] ?? [];
  return types ? types[length === of ? 0 : 1] : FIXED[type];
}

/** The value without the type that its caller named: the column has its own. */
function plainOf(value: unknown): unknown {
  return value instanceof TypedValue ? value.value : value;
}

function forPlain(declaration: string, value: unknown): Parameter {
  const plain = plainOf(value);
  if (plain instanceof JsonValue) return new Parameter(declaration, plain.text);
  if (Buffer.isBuffer(plain)) return bytesParameter(plain);
  const isDigits = /^(decimal|.*int)/.test(declaration) && typeof plain === 'string';
  // Text with an exponent is a number only for a FLOAT.
  return declared(declaration, isDigits ? (digitsIn(plain)?.text ?? plain) : plain);
}

/** The server would convert bytes to text, and text to bytes, only if it is told to. */
function forBytes(value: unknown): Parameter {
  const plain = plainOf(value);
  return plain === null || Buffer.isBuffer(plain) ? bytesParameter(plain) : toParameter(plain);
}

function forText(value: unknown): Parameter {
  const plain = plainOf(value);
  if (Buffer.isBuffer(plain)) return bytesParameter(plain);
  return textParameter(plain instanceof JsonValue ? plain.text : plainText(plain));
}

/** A time with its zone, also as text, becomes UTC in a column without zones. */
function forTime(declaration: string, value: unknown, use: 'stored' | 'compared'): Parameter {
  const plain = plainOf(value);
  const time = typeof plain === 'string' ? (utcTimeIn(plain, 7) ?? plain) : plain;
  // The server rounds what is stored to what the column has; it would refuse the text.
  const isRounded = use === 'stored' && /^(small)?datetime$/.test(declaration);
  return declared(isRounded ? 'datetime2(7)' : declaration, time);
}

/** A number that the column cannot have is compared as it is: 1.5 is not 1 and not 2. */
function forComparedNumber(column: Column, value: unknown): Parameter {
  const plain = plainOf(value);
  if (plain instanceof UtcTime || Buffer.isBuffer(plain)) return toParameter(plain);
  const text = typeof plain === 'string' ? plain : plainText(plain);
  const digits = text === null ? undefined : digitsIn(text);
  if (!digits) return toParameter(plain instanceof JsonNumber ? plain : text);
  const { type, precision, scale } = column;
  const isDecimal = type === TYPE.decimal || type === TYPE.numeric;
  const fits =
    digits.scale <= scale && digits.precision - digits.scale <= precision - scale && isDecimal;
  return fits
    ? new Parameter(`decimal(${precision},${scale})`, digits.text)
    : numberParameter(digits.text);
}
