import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { readTextFile } from '../../core/definition/kinds/typed.js';
import { callContext } from '../../core/definition/param.js';
import { parseExact } from '../../core/json/parse.js';
import { parseLoose } from '../../core/json/parse-loose.js';
import { isTooDeepJson, TOO_DEEP } from '../../core/util/depth.js';

/** The value of JSON text, or of a file with it. What is no text is already a value. */
export async function fromSource(value: unknown, call: Call): Promise<unknown> {
  if (typeof value !== 'string') return value;
  const context = callContext(call, 'value');
  const own = jsonIn(value);
  if (own) return own.value;
  if (isTooDeepJson(value)) throw inputError(context, ` is ${TOO_DEEP}`);
  const found = await call.access.files.find(value).catch(() => undefined);
  if (found?.kind !== 'file') {
    throw inputError(context, ' is neither JSON nor a file', {
      hint: `Without ${call.label('raw')}, text is a string.`,
    });
  }
  const inFile = jsonIn(await readTextFile(value, context));
  if (!inFile) throw inputError(context, ': the file is not valid JSON');
  return inFile.value;
}

function jsonIn(text: string): { value: unknown } | undefined {
  if (isTooDeepJson(text)) return undefined;
  for (const parse of [parseExact, parseLoose]) {
    try {
      return { value: parse(text) };
    } catch {
      // The next one accepts more.
    }
  }
  return undefined;
}
