import { ScriptSyntaxError, type Source } from '../syntax/source.js';
import { type Place, ScriptError, ScriptExit, say } from '../values/errors.js';

/** Deep enough for the calls that an error names. */
Error.stackTraceLimit = 40;

/** Finds the place in a script that a line of generated code belongs to. */
export interface Places {
  placeOf(code: number, line: number): { source: Source; offset: number } | undefined;
}

/** What `Except` sees of anything that was thrown. Throws what scripts cannot catch. */
export function asScriptError(thrown: unknown, machine: Places): ScriptError {
  if (thrown instanceof ScriptExit) throw thrown;
  if (thrown instanceof ScriptError) {
    thrown.places ??= placesOf(thrown, machine).places;
    return thrown;
  }
  if (thrown instanceof ScriptSyntaxError) {
    const error = new ScriptError(thrown.description, { cause: thrown });
    const { source, offset } = thrown;
    const { line, column } = source.position(offset);
    error.places = [{ module: source.name, line, column, code: source.line(line) }];
    return error;
  }
  const { places, word } = placesOf(thrown, machine);
  const error = new ScriptError(describe(thrown, word), { cause: thrown });
  error.places = places;
  return error;
}

function describe(thrown: unknown, word: string): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof RangeError && /call stack/.test(thrown.message))
    return say({ ru: 'Переполнение стека вызовов', en: 'Stack overflow: too many nested calls' });
  if (thrown instanceof TypeError && thrown.message.includes('m$')) {
    if (/of (?:undefined|null)/.test(thrown.message))
      return say({
        ru: 'Значение не является значением объектного типа',
        en: 'The value is not an object',
      });
    return say({
      ru: `Метод объекта не обнаружен (${word})`,
      en: `The object has no method "${word}"`,
    });
  }
  return thrown.message;
}

const FRAME = /\(?bsl:(\d+):(\d+):\d+\)?$/;

/** The places of the script in a stack trace, and the word at the innermost one. */
function placesOf(thrown: unknown, machine: Places): { places: Place[]; word: string } {
  const places: Place[] = [];
  let word = '';
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  for (const frame of stack.split('\n')) {
    const [, code, line] = FRAME.exec(frame.trimEnd()) ?? [];
    const found = code && line && machine.placeOf(Number(code), Number(line));
    if (!found) continue;
    const { source, offset } = found;
    const position = source.position(offset);
    if (places.length === 0) word = /^[\p{L}\p{N}_]+/u.exec(source.text.slice(offset))?.[0] ?? '';
    const method = /at (?:Object\.)?f\$([^\s(]+)/.exec(frame)?.[1];
    places.push({ ...position, method, module: source.name, code: source.line(position.line) });
  }
  return { places, word };
}
