import { typeIn } from './columns.js';
import type { Said } from './tokens.js';
import { type Stored, unscaled } from './values.js';

/** An error of the stand-in with the number and the words of SQL Server. */
export class SqlError extends Error {
  readonly said: Said;
  /** True if it ends the transaction. */
  readonly endsAll: boolean;

  constructor(number: number, text: string, endsAll = false) {
    super(text);
    this.said = { number, text };
    this.endsAll = endsAll;
  }
}

/** A value of a parameter in its declared type. */
export function converted(value: unknown, declared: string): Stored {
  if (value === null || value === undefined) return null;
  const { name, scale } = typeIn(declared);
  const text = String(value);
  const failed = () => new SqlError(8114, `Error converting data type nvarchar to ${name}.`);
  if (/int$/.test(name)) {
    if (!/^-?\d+$/.test(text)) throw failed();
    return BigInt(text);
  }
  if (name === 'bit') return /^(1|true)$/i.test(text) ? 1n : 0n;
  if (name === 'float' || name === 'real') return Number(value);
  if (name === 'decimal' || name === 'numeric') return rescaled(text, scale, failed);
  if (/money$/.test(name)) return rescaled(text, 4, failed);
  if (name === 'uniqueidentifier') return text.toUpperCase();
  if (/^(small)?date|^time/.test(name) && !/\d/.test(text)) {
    throw new SqlError(
      241,
      'Conversion failed when converting date and/or time from character string.',
      true,
    );
  }
  return Buffer.isBuffer(value) ? value : text;
}

/** The same digits with so many after the point, as SQL Server stores them. */
function rescaled(text: string, scale: number, failed: () => Error): string {
  if (!/^-?\d*\.?\d*$/.test(text) || !/\d/.test(text)) throw failed();
  const value = unscaled(text, scale);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const point = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return value < 0n ? `-${point}` : point;
}
