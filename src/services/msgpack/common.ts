import { bytes, flag, value } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { callContext } from '../../core/definition/param.js';
import { pause } from '../../core/definition/pause.js';
import { readBounded } from '../../core/files/read-bounded.js';
import { savedBytes } from '../../core/files/saved-bytes.js';
import { decode } from '../../core/formats/msgpack/decode.js';
import { encode } from '../../core/formats/msgpack/encode.js';
import { NotEncodable, NotMsgpack } from '../../core/formats/msgpack/values.js';
import type { BytesOrFile } from '../../core/http/save.js';
import { formsFor } from './forms.js';
import { fromSource } from './source.js';

/** In bytes: longer data is a mistake, or an endless stream. */
const LARGEST = 2 ** 30;

/**
 * Converts data to MessagePack.
 *
 * Integers keep all 64 bits, also those of JSON text that a JavaScript number would round. A number
 * that 64 bits cannot hold without losing digits is refused. In a program a `bigint` is an integer, a
 * `Date` a timestamp, a `Buffer` binary data, a `Map` a map with any keys, and `new Extension(type,
 * data)` an extension. In JSON, `{"$bytes":"photo.png"}` is the bytes of a file.
 *
 * @throws {InputError} A value has no form in MessagePack; the message says which.
 * @example
 * oint msgpack SerializeData --value "{'id':18446744073709551615,'photo':{'$bytes':'photo.png'}}" --out data.msgpack
 *
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export const serializeData = method('msgpack', 'SerializeData', {
  effect: 'read',
  offline: true,
  binary: 'data.msgpack',
  params: {
    value: value('Data', { example: "{'name':'Ada','born':1815}" }),
    raw: flag('The data is JSON text, such as 42 or true, or the path of a JSON file', {
      default: false,
    }),
  },
  async run({ value, raw }, call): Promise<BytesOrFile> {
    const data = raw ? await fromSource(value, call) : value;
    try {
      return await savedBytes(call, await encode(data, () => pause(call)));
    } catch (error) {
      if (!(error instanceof NotEncodable)) throw error;
      const place = `${error.path}${error.path && ' '}cannot be converted: ${error.message}`;
      throw inputError(callContext(call, 'value'), `${error.path ? '' : ' '}${place}`);
    }
  },
});

/**
 * Converts MessagePack to data.
 *
 * An integer that a number cannot hold keeps its digits: they are text in a program, and a number in
 * JSON. A timestamp becomes a `Date` that also has the nanoseconds, as text with all digits. Binary
 * data is a `Buffer`, and Base64 in JSON. A map with other keys than strings is a `Map` in a program.
 * In JSON its integer keys become strings, and a map with other keys is a list of pairs.
 *
 * @throws {InputError} It is not MessagePack; the message says why, and at which byte.
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export const deserializeData = method('msgpack', 'DeserializeData', {
  effect: 'read',
  offline: true,
  params: { data: bytes('MessagePack: path, URL or bytes', { example: 'data.msgpack' }) },
  async run({ data }, call): Promise<unknown> {
    const found = await readBounded(data, call, { largest: LARGEST, param: 'data' });
    try {
      return await decode(found, { ...formsFor(call), pause: () => pause(call) });
    } catch (error) {
      if (!(error instanceof NotMsgpack)) throw error;
      throw inputError(callContext(call, 'data'), ` is not MessagePack: ${error.message}`);
    }
  },
});
