import type { Options } from 'ajv/dist/2020.js';
import type { JsonRecord } from './is-record.js';

/** Returns what is wrong with a value, in words; `undefined` if it is valid. */
export type Check = (value: unknown) => string | undefined;

/**
 * Compiles a JSON Schema of the caller's. Throws if it is not valid; of a keyword or format that it
 * does not know, nothing is checked.
 */
export async function schemaCheck(schema: JsonRecord, options: Options): Promise<Check> {
  const [{ Ajv2020 }, { default: formats }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ]);
  const ajv = new Ajv2020({ strict: false, logger: false, ...options });
  formats.default(ajv);
  // Its name could be the same as another schema's.
  const { $id: _, $schema: __, ...plain } = schema;
  const validate = ajv.compile(plain);
  return (value) =>
    validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'answer' });
}
