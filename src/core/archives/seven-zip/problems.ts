import type { Call } from '../../definition/call.js';
import { inputError } from '../../definition/kinds/refuse.js';
import { callContext } from '../../definition/param.js';
import type { OintError } from '../../errors/errors.js';
import { notAnArchive } from '../input.js';
import type { Ran } from './engine.js';

/** The exit status of 7-Zip when only something was noted. */
const WARNING = 1;

/** The reasons that 7-Zip prints, and what they mean. */
const REASONS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/Unexpected end of (?:archive|data)/i, 'it ends too early'],
  [/Missing volume/i, 'a volume of it is missing'],
  [/(?:Data|CRC|Headers?) (?:Error|Failed)/i, 'its data is broken'],
  [/Unsupported Method/i, 'its compression method is not supported'],
  [/Is not archive|Cannot open the file as|Can.?not open the file as/i, 'it is broken'],
];

interface Context {
  call: Call;
  /** `7z` or `RAR`. */
  title: string;
  hasPassword: boolean;
  /** The param with the password. */
  param?: string;
}

/** Throws what 7-Zip has refused. */
export function checkRan({ code, lines }: Ran, context: Context): void {
  if (code === 0 || code === WARNING) return;
  // Not the properties of files, whose names are foreign.
  const text = lines.filter((line) => !line.includes(' = ')).join('\n');
  if (/Wrong password|encrypted/i.test(text)) throw wrongPassword(context);
  const { call, title } = context;
  const known = REASONS.find(([pattern]) => pattern.test(text));
  const line = lines.find((one) => one.startsWith('ERROR'))?.slice(0, 300);
  const why = known?.[1] ?? line ?? `7-Zip ended with status ${code}`;
  throw notAnArchive(call, `is not a whole ${title} archive: ${why}`);
}

function wrongPassword({ call, hasPassword, param = 'password' }: Context): OintError {
  const context = callContext(call, param);
  if (hasPassword) return inputError(context, ' is wrong, or the archive is broken');
  const hint = `Set ${call.label(param)}.`;
  return inputError(callContext(call, 'src'), ' is encrypted', { hint });
}
