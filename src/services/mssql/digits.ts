/** The most digits of a DECIMAL. */
const MOST_DIGITS = 38;

/** A number as its digits, without an exponent. */
interface Digits {
  /** `-12.50` */
  text: string;
  precision: number;
  /** The digits after the point. */
  scale: number;
}

/** The digits of a number's text, such as `-1.25e3`; undefined if a DECIMAL cannot have all of them. */
export function digitsIn(text: string): Digits | undefined {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(text);
  if (!found || text.length > 400) return undefined;
  const [, sign, whole = '', part = '', exponent = '0'] = found;
  if (whole === '' && part === '') return undefined;
  const digits = whole + part;
  const point = whole.length + Number(exponent);
  const before = digits.slice(0, Math.max(point, 0)).padEnd(point, '0');
  const after = point < 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  const shown = before.replace(/^0+(?=.)/, '') || '0';
  const length = shown === '0' ? 0 : shown.length;
  const precision = Math.max(1, length + after.length);
  if (precision > MOST_DIGITS) return undefined;
  const minus = sign === '-' ? '-' : '';
  return { text: `${minus}${shown}${after && `.${after}`}`, precision, scale: after.length };
}
