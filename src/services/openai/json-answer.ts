import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { oneLine } from '../../core/http/server-words.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { jsonIn } from '../../core/util/json-in.js';
import { schemaCheck } from '../../core/util/schema-check.js';
import { textOf } from './reasoning.js';
import type { ChatCompletion } from './types.js';

/**
 * The reply of a model that was asked for JSON in the prompt, because its server does not support
 * the `response_format`: only the JSON, extracted from the text around it and checked.
 */
export async function jsonAlone(
  completion: ChatCompletion,
  schema: JsonRecord | undefined,
  call: Call,
): Promise<ChatCompletion> {
  const [choice, ...others] = completion.choices;
  const text = textOf(choice?.message);
  if (!choice || !text || choice.message.tool_calls?.length) return completion;
  const content = jsonIn(text);
  const problem = await problemOf(content, schema);
  if (problem === undefined) {
    return {
      ...completion,
      choices: [{ ...choice, message: { ...choice.message, content } }, ...others],
    };
  }
  const error = new ResponseError({
    method: call.method,
    message: call.redactor.text(
      `the server does not support this response_format, and the model, asked in the prompt, did not follow it: ${problem}: "${oneLine(text, 200)}"`,
    ),
    hint: 'The response is the `partial` of this error. A larger model may do better.',
  });
  error.partial = call.redactor.deep(completion);
  throw error;
}

async function problemOf(
  text: string,
  schema: JsonRecord | undefined,
): Promise<string | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not valid JSON';
  }
  if (!schema) return undefined;
  try {
    // Formats are only hints to the model.
    const check = await schemaCheck(schema, { validateFormats: false });
    return await check(value);
  } catch {
    // If Ajv cannot compile the schema, the caller must check.
    return undefined;
  }
}
