import { constants } from 'node:buffer';
import type { Call } from '../../core/definition/call.js';
import { ResponseError } from '../../core/errors/errors.js';
import { isRecord } from '../../core/util/is-record.js';
import { exceptionIn } from './exceptions.js';
import { isJson, isJsonLines, isText } from './formats.js';

/** The value of an output by its format: JSON, text or bytes. */
export function outputValue(
  output: Buffer,
  format: string,
  call: Call,
  fail: (text: string) => Error,
): unknown {
  if (output.length === 0) return '';
  if (!isText(format)) return output;
  if (output.length > constants.MAX_STRING_LENGTH) {
    const message = `the response of ${output.length} bytes is too large for a text`;
    throw new ResponseError({ method: call.method, message, hint: 'Save it to a file.' });
  }
  const text = output.toString('utf8');
  // Not every text of ClickHouse is Unicode: its strings are bytes.
  if (!isJson(format)) return Buffer.from(text).equals(output) ? text : output;
  try {
    const value = isJsonLines(format) ? linesOf(text, call) : call.parseJson(text);
    const isError = isRecord(value) && 'meta' in value && typeof value.exception === 'string';
    if (isError && exceptionIn(value.exception as string)) throw fail(value.exception as string);
    return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = `the response is not valid ${format}: ${error.message}`;
    throw new ResponseError({
      method: call.method,
      message: call.redactor.text(message),
      cut: true,
    });
  }
}

function linesOf(text: string, call: Call): unknown[] {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [call.parseJson(line)]));
}
