import type { Ajv2020, Options } from 'ajv/dist/2020.js';
import type { JsonRecord } from './is-record.js';

/** Returns a description of what is wrong with a value; `undefined` if it is valid. */
export type Check = (value: unknown) => string | undefined;

/** Validates the schemas themselves: compiling their meta-schema takes long, so it is done once. */
let schemaValidator: Ajv2020 | undefined;

/**
 * Compiles a JSON Schema from the caller. Throws if it is invalid. Unknown keywords and formats are
 * ignored.
 */
export async function schemaCheck(schema: JsonRecord, options: Options): Promise<Check> {
  // Its ID could be that of another schema.
  const { $id: _, $schema: __, ...plain } = schema;
  schemaValidator ??= await newAjv({});
  await schemaValidator.validateSchema(plain, true);
  const ajv = await newAjv({ ...options, validateSchema: false });
  const validate = ajv.compile(plain);
  return (value) =>
    validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: 'answer' });
}

async function newAjv(options: Options): Promise<Ajv2020> {
  const [{ Ajv2020 }, { default: formats }] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
  ]);
  const ajv = new Ajv2020({ strict: false, logger: false, ...options });
  formats.default(ajv);
  return ajv;
}
