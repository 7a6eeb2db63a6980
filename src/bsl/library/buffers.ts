import type { GlobalFunction } from '../run/machine.js';
import { BinaryData } from '../values/binary.js';
import { BinaryDataBuffer, bufferOf } from '../values/binary-buffer.js';
import { badArgument } from '../values/errors.js';
import { toText } from '../values/text.js';
import { decode, encode, encodingOf } from './encodings.js';

function fromText(text: unknown, encoding: 'hex' | 'base64'): BinaryDataBuffer {
  return new BinaryDataBuffer(Buffer.from(toText(text).replace(/\s/g, ''), encoding));
}

/** `BinaryDataBuffer` from and to text and `BinaryData`. */
export const bufferFunctions: Readonly<Record<string, GlobalFunction>> = {
  'ПолучитьБуферДвоичныхДанныхИзСтроки GetBinaryDataBufferFromString': (
    text: unknown,
    encoding?: unknown,
    mark?: unknown,
  ) => new BinaryDataBuffer(encode(toText(text), encodingOf(encoding), mark === true)),
  'ПолучитьБуферДвоичныхДанныхИзHexСтроки GetBinaryDataBufferFromHexString': (text: unknown) =>
    fromText(text, 'hex'),
  'ПолучитьБуферДвоичныхДанныхИзBase64Строки GetBinaryDataBufferFromBase64String': (
    text: unknown,
  ) => fromText(text, 'base64'),
  'ПолучитьБуферДвоичныхДанныхИзДвоичныхДанных GetBinaryDataBufferFromBinaryData': (
    data: unknown,
  ) =>
    data instanceof BinaryData ? new BinaryDataBuffer(Buffer.from(data.bytes)) : badArgument(1),
  'ПолучитьДвоичныеДанныеИзБуфераДвоичныхДанных GetBinaryDataFromBinaryDataBuffer': (
    buffer: unknown,
  ) => new BinaryData(Buffer.from(bufferOf(buffer, 1).bytes)),
  'ПолучитьСтрокуИзБуфераДвоичныхДанных GetStringFromBinaryDataBuffer': (
    buffer: unknown,
    encoding?: unknown,
  ) => decode(bufferOf(buffer, 1).bytes, encodingOf(encoding)),
  'ПолучитьHexСтрокуИзБуфераДвоичныхДанных GetHexStringFromBinaryDataBuffer': (buffer: unknown) =>
    bufferOf(buffer, 1).bytes.toString('hex').toUpperCase(),
  'ПолучитьBase64СтрокуИзБуфераДвоичныхДанных GetBase64StringFromBinaryDataBuffer': (
    buffer: unknown,
  ) => bufferOf(buffer, 1).bytes.toString('base64'),
};
