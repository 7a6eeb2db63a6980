// The main file of the thread that checks what takes long: see schema-check.ts.
import { parentPort, workerData } from 'node:worker_threads';
import type { JsonRecord } from './is-record.js';
import { type SchemaOptions, schemaCompiler } from './json-schema.js';

/** A schema to compile, and a value to check if there is one. */
export interface Task {
  schema: JsonRecord;
  options: SchemaOptions;
  values: unknown[];
}

/** Either what is wrong with the schema, or what is wrong with the value. */
export interface Outcome {
  invalid?: string;
  problem?: string | undefined;
}

// Not awaited here: in the bundle, what is imported later is further down in the same file.
outcome(workerData as Task).then((found) => parentPort!.postMessage(found));

async function outcome({ schema, options, values }: Task): Promise<Outcome> {
  const compile = await schemaCompiler(options);
  try {
    const validate = compile(schema);
    return { problem: values.map(validate).find((one) => one !== undefined) };
  } catch (error) {
    return { invalid: (error as Error).message };
  }
}
