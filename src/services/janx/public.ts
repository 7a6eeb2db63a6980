import { bytes, value } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { readBounded } from '../../core/files/read-bounded.js';
import { savedBytes } from '../../core/files/saved-bytes.js';
import { fromJanx, JanxProblem, toJanx } from '../../core/formats/janx/janx.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { parseExact, parsePlain } from '../../core/json/parse.js';

/** In bytes: longer data is a mistake, or an endless stream. */
const LARGEST = 2 ** 30;

/**
 * Converts data to Janx: JSON, followed by the bytes in it.
 *
 * Numbers keep all digits of their JSON text. In a program a `Buffer` is bytes, and a `Date` becomes
 * text. In JSON, `{"$bytes":"photo.png"}` is the bytes of a file.
 *
 * @throws {InputError} A value has no form in JSON, and is not bytes.
 * @example
 * oint janx SerializeData --value "{'title':'Report','file':{'$bytes':'report.pdf'}}" --out report.janx
 *
 * @see https://en.openintegrations.dev/docs/Instructions/Janx
 */
export const serializeData = method('janx', 'SerializeData', {
  effect: 'read',
  offline: true,
  binary: 'data.janx',
  params: { value: value('Data', { example: "{'title':'Report','count':42}" }) },
  async run({ value }, call): Promise<BytesOrFile> {
    try {
      return await savedBytes(call, toJanx(value));
    } catch (error) {
      if (!(error instanceof JanxProblem)) throw error;
      throw inputError(callContext(call, 'value'), ` cannot be converted: ${error.message}`);
    }
  },
});

/**
 * Converts Janx to data.
 *
 * Bytes are a `Buffer` in a program, and Base64 in JSON. A number that JavaScript would round is text in
 * a program, and keeps its digits in JSON.
 *
 * @throws {InputError} It is not Janx; the message says why.
 * @see https://en.openintegrations.dev/docs/Instructions/Janx
 */
export const deserializeData = method('janx', 'DeserializeData', {
  effect: 'read',
  offline: true,
  params: { data: bytes('Janx: path, URL or bytes', { example: 'data.janx' }) },
  async run({ data }, call): Promise<unknown> {
    const found = await readBounded(data, call, { largest: LARGEST, param: 'data' });
    try {
      return fromJanx(found, call.exact ? parseExact : parsePlain);
    } catch (error) {
      if (!(error instanceof JanxProblem)) throw error;
      const what = call.redactor.text(` is not Janx: ${error.message}`);
      throw inputError(callContext(call, 'data'), what);
    }
  },
});
