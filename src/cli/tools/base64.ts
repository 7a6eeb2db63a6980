import { readFile } from 'node:fs/promises';
import { isBase64 } from '../../core/definition/kinds/base64.js';
import { InputError } from '../../core/errors/errors.js';
import { explain } from '../../core/files/explain.js';
import { checkBinary, checkTarget, deliver } from '../run/output.js';
import { BASE64_OPTIONS, needed, readOptions } from './options.js';

const TITLE = 'tools ConvertBase64ToBinary';

/** `oint tools ConvertBase64ToBinary`. Returns the exit status. */
export async function base64Command(args: readonly string[]): Promise<number> {
  const about = 'Writes the bytes of a file with Base64.';
  const values = await readOptions(TITLE, about, BASE64_OPTIONS, args);
  if (!values) return 0;
  const path = needed(TITLE, 'in', values.in);
  checkBinary(TITLE, true, values.out);
  await checkTarget(TITLE, values.out);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'no such file' : explain(cause);
    throw wrong(`cannot read ${path}: ${why}`);
  });
  if (!isBase64(text)) throw wrong(`${path} is not valid Base64`);
  await deliver(Buffer.from(text, 'base64'), values.out);
  return 0;
}

function wrong(message: string): InputError {
  return new InputError({ method: TITLE, param: '--in', message: `--in: ${message}` });
}
