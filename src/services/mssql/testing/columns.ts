import { COLLATION, shortText } from './tokens.js';

/** A type in T-SQL, with its lengths. */
export interface SqlType {
  /** In lower case: `decimal` */
  name: string;
  /** The precision, the length, or the digits of a second; undefined for `max`. */
  size: number | undefined;
  scale: number;
}

/** The type that a text names: `DECIMAL(10, 2)`. */
export function typeIn(text: string): SqlType {
  const found = /^\s*(?:TEXT |BLOB |INTEGER )?(\w+)\s*(?:\(\s*(\w+)\s*(?:,\s*(\d+)\s*)?\))?/i.exec(
    text,
  );
  const [, given = 'nvarchar', size, scale = '0'] = found ?? [];
  const name = given.toLowerCase();
  const isLong = /char|binary/.test(name) && size !== undefined && /^(max|0)$/i.test(size);
  const length = size === undefined ? DEFAULTS[name] : Number(size);
  return { name, size: isLong ? undefined : length, scale: Number(scale) };
}

const DEFAULTS: Readonly<Record<string, number>> = {
  ...{ decimal: 18, numeric: 18, time: 7, datetime2: 7, datetimeoffset: 7, char: 1, binary: 1 },
};

const FIXED: Readonly<Record<string, readonly number[]>> = {
  tinyint: [0x26, 1],
  smallint: [0x26, 2],
  int: [0x26, 4],
  integer: [0x26, 4],
  bigint: [0x26, 8],
  bit: [0x68, 1],
  real: [0x6d, 4],
  float: [0x6d, 8],
  smallmoney: [0x6e, 4],
  money: [0x6e, 8],
  smalldatetime: [0x6f, 4],
  datetime: [0x6f, 8],
  uniqueidentifier: [0x24, 16],
  date: [0x28],
  xml: [0xf1, 0],
};
const TIMES: Readonly<Record<string, number>> = {
  time: 0x29,
  datetime2: 0x2a,
  datetimeoffset: 0x2b,
};

/** TYPE_INFO of a type. */
function typeInfo({ name, size, scale }: SqlType): Buffer {
  const fixed = FIXED[name];
  if (fixed) return Buffer.from(fixed);
  if (TIMES[name]) return Buffer.from([TIMES[name], size ?? 7]);
  if (name === 'decimal' || name === 'numeric') return Buffer.from([0x6a, 17, size ?? 18, scale]);
  const isBytes = /binary|image/.test(name);
  const isNational = !isBytes && (/^n/.test(name) || name === 'text');
  const head = Buffer.alloc(3);
  head[0] = isBytes ? 0xa5 : isNational ? 0xe7 : 0xa7;
  head.writeUInt16LE(size === undefined ? 0xffff : isNational ? size * 2 : size, 1);
  return isBytes ? head : Buffer.concat([head, COLLATION]);
}

/** The columns of a result. */
export function columnMetadata(columns: readonly { name: string; type: SqlType }[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeUInt16LE(columns.length);
  const parts = columns.map(({ name, type }) =>
    Buffer.concat([Buffer.from([0, 0, 0, 0, 9, 0]), typeInfo(type), shortText(name)]),
  );
  return Buffer.concat([Buffer.from([0x81]), count, ...parts]);
}
