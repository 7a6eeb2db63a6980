import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * A validator for schemas of other authors: ignores unknown keywords. The tests use a compiled schema
 * only a few times, so it is not optimized.
 */
export function newAjv(options: Options = {}): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, logger: false, code: { optimize: false }, ...options });
  addFormats.default(ajv);
  return ajv;
}
