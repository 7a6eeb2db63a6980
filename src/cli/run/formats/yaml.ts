import { Scalar, type ScalarTag, stringify } from 'yaml';
import { JsonNumber } from '../../../core/json/number.js';

/** Numbers with every digit that the service sent. */
const exact: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof JsonNumber,
  resolve: (text) => new JsonNumber(text),
  stringify: ({ value }) => String(value),
};

/**
 * A result as YAML: bytes as Base64, times as ISO 8601. Texts that YAML 1.1 takes for something else,
 * such as `no`, have quotes. Lines are not folded.
 */
export function toYaml(result: unknown): string {
  return stringify(result, plain, {
    customTags: [exact],
    compat: 'yaml-1.1',
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

/** Values of the types that JSON has. */
function plain(this: unknown, key: unknown, value: unknown): unknown {
  const own = (this as Record<string, unknown> | undefined)?.[key as string];
  if (Buffer.isBuffer(own)) return own.toString('base64');
  if (own instanceof JsonNumber) return new Scalar(own);
  return value instanceof Date ? value.toISOString() : value;
}
