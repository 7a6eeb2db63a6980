/**
 * A number of JSON text whose digits a JavaScript number would lose: `12345678901234567890`,
 * `1.10`, `1e400`. It calculates and compares like the nearest number, and keeps its text until its
 * column, field or receiver is known.
 */
export class JsonNumber extends Number {
  /** The original text. */
  readonly text: string;

  constructor(text: string) {
    super(text);
    this.text = text;
  }

  override toString(): string {
    return this.text;
  }

  /** For `JSON.stringify`, which has no way to write these digits; `writeJson` has. */
  toJSON(): number {
    meetings++;
    return Number(this.text);
  }
}

let meetings = 0;

/** The number of them that `JSON.stringify` has seen so far. */
export function timesMet(): number {
  return meetings;
}

/** Shorter numbers without a point or an exponent are exact. */
const SAFE_LENGTH = 15;

/** True if a JavaScript number would lose digits of a number in JSON. */
export function losesDigits(text: string): boolean {
  if (text.length <= SAFE_LENGTH && !/[.eE]|^-0$/.test(text)) return false;
  const number = Number(text);
  if (!Number.isFinite(number) || Object.is(number, -0)) return true;
  // The scale of a decimal is part of it: 1.10 is not 1.1 to a database.
  if (/\.\d*0$/.test(text)) return true;
  return canonical(text) !== canonical(String(number));
}

/** One form for all the ways to write a number: its digits, and the power of ten of the last one. */
function canonical(text: string): string {
  const [mantissa = '', exponent = '0'] = text.split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const digits = `${whole.replace('-', '')}${fraction}`.replace(/^0+/, '');
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  const plain = digits.slice(0, end);
  if (plain === '') return '0';
  return `${sign}${plain}e${Number(exponent) - fraction.length + digits.length - plain.length}`;
}

/**
 * A number from JSON, for code that accepts only numbers and strings: a number if it is exact,
 * otherwise its text. The trailing zero of `1.10` is not part of the value.
 */
export function numberOrText({ text }: JsonNumber): number | string {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return canonical(text) === canonical(String(number)) ? number : text;
}
