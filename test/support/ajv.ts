import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * A validator for schemas that others wrote: a keyword that it does not know is nothing to talk about.
 * What a test compiles is used a few times: no time goes into making it quicker.
 */
export function newAjv(options: Options = {}): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, logger: false, code: { optimize: false }, ...options });
  addFormats.default(ajv);
  return ajv;
}
