import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { AnswerFormat, ChatMessage } from '../engines/engine.js';
import { badRequest } from '../errors.js';
import { compileSchema } from '../json-schema.js';
import { checkStrict, type ToolForm } from './tools.js';

const NAME = /^[\w-]{1,64}$/;

/** Validates the requested response format; `param` is the field's name. */
export async function readFormat(
  given: unknown,
  param: string,
  form: ToolForm,
): Promise<AnswerFormat> {
  if (given === undefined || given === null) return { type: 'text' };
  if (!isRecord(given)) throw badRequest(`'${param}' must be an object.`, param);
  if (given.type === 'text') return { type: 'text' };
  if (given.type === 'json_object') return { type: 'json' };
  if (given.type !== 'json_schema') {
    throw badRequest(`'${param}.type' must be text, json_object or json_schema.`, `${param}.type`);
  }
  const about = form === 'chat' ? given.json_schema : given;
  const at = form === 'chat' ? `${param}.json_schema` : param;
  if (!isRecord(about)) throw badRequest(`'${at}' must be an object.`, at);
  return { type: 'json', schema: await readSchema(about, at) };
}

async function readSchema({ name, schema = {}, strict }: JsonRecord, at: string) {
  if (typeof name !== 'string' || !NAME.test(name)) {
    const message = `'${at}.name' must have from 1 to 64 letters, digits, _ or -.`;
    throw badRequest(message, `${at}.name`);
  }
  if (!isRecord(schema)) throw badRequest(`'${at}.schema' must be a JSON Schema.`, `${at}.schema`);
  await compileSchema(schema, `${at}.schema`);
  checkStrict(schema, `${at}.schema`, strict === true);
  return schema;
}

/**
 * For `json_object`, the messages must ask for JSON too: OpenAI refuses requests without it,
 * because models without a schema may never stop.
 */
export function checkJsonIsNamed(
  format: AnswerFormat,
  messages: readonly ChatMessage[],
  param: string,
): void {
  if (format.type !== 'json' || format.schema) return;
  if (messages.some(({ text }) => /json/i.test(text))) return;
  const message = `The messages must contain the word 'json' to use '${param}' of type 'json_object'.`;
  throw badRequest(message, param);
}
