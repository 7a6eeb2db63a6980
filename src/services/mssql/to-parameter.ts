import { JsonNumber } from '../../core/json/number.js';
import { TypedValue } from '../../core/sql/typed-value.js';
import { UtcTime } from '../../core/sql/utc-time.js';
import { JsonValue } from '../../core/sql/values.js';
import { bytesParameter, numberParameter, Parameter, textParameter } from './parameter.js';
import { typedParameter } from './typed-parameter.js';

/** A value in a type that depends on nothing but the value. */
export function toParameter(value: unknown): Parameter {
  if (value instanceof Parameter) return value;
  if (value === null || value === undefined) return textParameter(null);
  if (typeof value === 'string') return textParameter(value);
  if (typeof value === 'boolean') return new Parameter('bit', value ? '1' : '0');
  if (typeof value === 'number') {
    return numberParameter(String(value));
  }
  if (value instanceof JsonNumber) return numberParameter(value.text);
  if (value instanceof UtcTime) return new Parameter('datetime2(7)', value.sql);
  if (value instanceof JsonValue) return textParameter(value.text);
  if (value instanceof TypedValue) {
    return typedParameter(Object.keys(value.given)[0]!, value.value) ?? toParameter(value.value);
  }
  return bytesParameter(value as Buffer);
}
