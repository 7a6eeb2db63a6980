/** How text becomes bytes and bytes become text. */
export interface Encoding {
  /** Its canonical name: `utf-8`, `windows-1251`. */
  readonly name: string;
  decode(bytes: Uint8Array): string;
  /** Characters that it does not have become question marks. */
  encode(text: string): Buffer;
  /** How many bytes at the end belong to a character whose other bytes are missing. */
  incomplete(bytes: Uint8Array): number;
}

/** The encoding with this name; `undefined` if there is none. */
export function encodingOf(label: string): Encoding | undefined {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    // A byte order mark is data: it may be in the middle of a stream.
    decoder = new TextDecoder(label.trim(), { ignoreBOM: true });
  } catch {
    return undefined;
  }
  const name = decoder.encoding;
  const encode = encoderOf(name);
  return (
    encode && {
      name,
      encode,
      decode: (bytes) => decoder.decode(bytes),
      incomplete: INCOMPLETE[name] ?? (() => 0),
    }
  );
}

function encoderOf(name: string): Encoding['encode'] | undefined {
  if (name === 'utf-8') return (text) => Buffer.from(text, 'utf8');
  if (name === 'utf-16le') return (text) => Buffer.from(text, 'utf16le');
  if (name === 'utf-16be') return (text) => Buffer.from(text, 'utf16le').swap16();
  let table: ReadonlyMap<string, number> | undefined;
  if (!isSingleByte(name)) return undefined;
  return (text) => {
    table ??= tableOf(name);
    return Buffer.from(Array.from(text, (char) => table!.get(char) ?? QUESTION_MARK));
  };
}

const QUESTION_MARK = 0x3f;

function isSingleByte(name: string): boolean {
  return /^(windows-\d+|iso-8859-\w+|koi8-[ru]|ibm866|macintosh|x-mac-cyrillic)$/.test(name);
}

function tableOf(name: string): ReadonlyMap<string, number> {
  const decoder = new TextDecoder(name);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  return new Map(bytes.map((byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
}

const INCOMPLETE: Readonly<Record<string, Encoding['incomplete']>> = {
  'utf-8': incompleteUtf8,
  'utf-16le': (bytes) => incompleteUtf16(bytes, 1),
  'utf-16be': (bytes) => incompleteUtf16(bytes, 0),
};

function incompleteUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    // A byte in the middle of a character.
    if (byte >> 6 === 0b10) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

function incompleteUtf16(bytes: Uint8Array, high: 0 | 1): number {
  const odd = bytes.length % 2;
  const last = bytes[bytes.length - odd - 2 + high];
  const isFirstOfTwo = bytes.length - odd >= 2 && last !== undefined && last >> 2 === 0b110110;
  return odd + (isFirstOfTwo ? 2 : 0);
}
