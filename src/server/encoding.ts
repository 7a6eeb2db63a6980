import { InputError } from '../core/errors/errors.js';

/** Text in an encoding. */
export interface Encoding {
  decode(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string>;
  encode(text: string): Buffer;
}

/** The names that terminals of Windows use. */
const NAMES: Readonly<Record<string, string>> = {
  cp866: 'ibm866',
  866: 'ibm866',
  cp1251: 'windows-1251',
};

/** @throws {InputError} The encoding is not known. */
export function encodingNamed(typed: string): Encoding {
  const decoder = decoderOf(NAMES[typed.toLowerCase()] ?? typed);
  return {
    async *decode(chunks) {
      for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
      yield decoder.decode();
    },
    encode: encoderOf(decoder.encoding),
  };
}

function decoderOf(name: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(name);
  } catch {
    const message = `--enc: the encoding "${name.slice(0, 60)}" is not known`;
    throw new InputError({ method: 'server stdio', param: 'enc', message });
  }
}

function encoderOf(encoding: string): (text: string) => Buffer {
  if (encoding === 'utf-8') return (text) => Buffer.from(text);
  if (encoding === 'utf-16le') return (text) => Buffer.from(text, 'utf16le');
  const codes = new Map<string, number>();
  const decoder = new TextDecoder(encoding);
  for (let code = 0; code < 256; code++) codes.set(decoder.decode(Uint8Array.of(code)), code);
  return (text) => Buffer.from([...text].map((letter) => codes.get(letter) ?? UNKNOWN));
}

const UNKNOWN = '?'.charCodeAt(0);
