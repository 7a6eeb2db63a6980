import { Decimal } from 'decimal.js-light';
import { BslDate } from './date.js';
import { currentLanguage, say } from './errors.js';
import { numberText } from './numbers.js';
import { BslObject } from './object.js';
import { BslType, TYPES } from './types.js';

/** The text of a value: what `String(value)` returns and what `+` appends. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || value instanceof Decimal)
    return numberText(value, currentLanguage() === 'ru' ? ',' : '.');
  if (value === undefined || value === null) return '';
  if (value === true) return say({ ru: 'Да', en: 'Yes' });
  if (value === false) return say({ ru: 'Нет', en: 'No' });
  if (value instanceof BslDate || value instanceof BslObject) return value.toText();
  return String(value);
}

/** The type of any value. */
export function typeOf(value: unknown): BslType {
  if (typeof value === 'string') return TYPES.string;
  if (typeof value === 'number' || value instanceof Decimal) return TYPES.number;
  if (typeof value === 'boolean') return TYPES.boolean;
  if (value === undefined) return TYPES.undefined;
  if (value === null) return TYPES.null;
  if (value instanceof BslDate) return TYPES.date;
  if (value instanceof BslType) return TYPES.type;
  if (value instanceof BslObject) return value.$type;
  throw new TypeError(`not a value of a script: ${typeof value}`);
}
