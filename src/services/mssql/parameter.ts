import { losesDigits } from '../../core/json/number.js';
import { digitsIn } from './digits.js';

/**
 * A value as it is sent. Numbers and times go as text, which the server converts to the declared type:
 * the driver's own forms of them round.
 */
export class Parameter {
  /** The type in T-SQL: `decimal(10,2)` */
  readonly declaration: string;
  /** How it is sent: as text, as bytes, or as a number of 64 bits. */
  readonly value: string | Buffer | number | null;
  /** True for a NULL of bytes: text would not be converted to it. */
  readonly isBytes: boolean;

  constructor(declaration: string, value: Parameter['value'], isBytes = Buffer.isBuffer(value)) {
    this.declaration = declaration;
    this.value = value;
    this.isBytes = isBytes;
  }
}

/** Text of any length: the declared length would cut it silently. */
export function textParameter(text: string | null): Parameter {
  return new Parameter((text?.length ?? 0) <= 4000 ? 'nvarchar(4000)' : 'nvarchar(max)', text);
}

export function bytesParameter(bytes: Buffer | null): Parameter {
  const declaration = (bytes?.length ?? 0) <= 8000 ? 'varbinary(8000)' : 'varbinary(max)';
  return new Parameter(declaration, bytes, true);
}

/** The digits of a number, in the smallest type that has all of them. */
export function numberParameter(text: string): Parameter {
  const digits = digitsIn(text);
  if (!digits) {
    return losesDigits(text) ? textParameter(text) : new Parameter('float', Number(text));
  }
  if (digits.scale === 0 && digits.precision <= 18) {
    const isInt = Math.abs(Number(digits.text)) < 2 ** 31;
    return new Parameter(isInt ? 'int' : 'bigint', digits.text);
  }
  return new Parameter(`decimal(${digits.precision},${digits.scale})`, digits.text);
}
