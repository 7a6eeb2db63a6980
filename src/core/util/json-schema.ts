import type { Ajv2020, Options } from 'ajv/dist/2020.js';
import type { JsonRecord } from './is-record.js';

export interface SchemaOptions {
  /** Whether to look for all problems of a value, not only the first. */
  allErrors?: boolean;
  validateFormats?: boolean;
}

/** Returns a description of what is wrong with a value; `undefined` if it is valid. */
export type Validate = (value: unknown) => string | undefined;

/** An answer may have a problem at each of its values: so many are described. */
const MOST_PROBLEMS = 20;

/** Compiles a schema. Throws if it is invalid. Unknown keywords and formats are ignored. */
export type Compile = (schema: JsonRecord) => Validate;

/** Validates the schemas themselves: compiling their schema takes long, so it is done once. */
let validator: Ajv2020 | undefined;

/** Loads the compiler, which takes long the first time. */
export async function schemaCompiler(options: SchemaOptions): Promise<Compile> {
  const own = validator ?? (await newValidator());
  const ajv = await newAjv({ ...options, validateSchema: false });
  return (schema) => {
    // Its ID could be that of another schema.
    const { $id: _, $schema: __, ...plain } = schema;
    checkSchema(own, plain);
    const validate = ajv.compile(plain);
    return (value) => {
      if (validate(value)) return undefined;
      return ajv.errorsText(validate.errors?.slice(0, MOST_PROBLEMS), { dataVar: 'answer' });
    };
  };
}

async function newValidator(): Promise<Ajv2020> {
  const made = await newAjv({});
  // Compiles the schema of schemas.
  made.validateSchema({});
  return made;
}

/** If it is stopped in the middle, this validator is not used again. */
function checkSchema(own: Ajv2020, schema: JsonRecord): void {
  validator = undefined;
  try {
    own.validateSchema(schema, true);
  } finally {
    validator = own;
  }
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
