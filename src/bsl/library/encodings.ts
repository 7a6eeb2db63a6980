import { EnumValue } from '../values/enumeration.js';
import { raise } from '../values/errors.js';
import { toText } from '../values/text.js';

/** How text becomes bytes. */
export interface Encoding {
  name: 'utf8' | 'utf16le' | 'utf16be' | 'latin1' | 'windows-1251' | 'ibm866' | 'koi8-r';
  /** Whether files begin with a mark of the byte order. */
  mark: boolean;
}

const NAMES: Readonly<Record<string, Encoding>> = {
  utf8: { name: 'utf8', mark: true },
  'utf-8': { name: 'utf8', mark: false },
  utf8nobom: { name: 'utf8', mark: false },
  'utf-8nobom': { name: 'utf8', mark: false },
  utf16: { name: 'utf16le', mark: true },
  'utf-16': { name: 'utf16le', mark: true },
  'utf-16le': { name: 'utf16le', mark: true },
  'utf-16be': { name: 'utf16be', mark: true },
  ansi: { name: 'windows-1251', mark: false },
  'windows-1251': { name: 'windows-1251', mark: false },
  cp1251: { name: 'windows-1251', mark: false },
  oem: { name: 'ibm866', mark: false },
  cp866: { name: 'ibm866', mark: false },
  ibm866: { name: 'ibm866', mark: false },
  'koi8-r': { name: 'koi8-r', mark: false },
  'iso-8859-1': { name: 'latin1', mark: false },
  'us-ascii': { name: 'latin1', mark: false },
  ascii: { name: 'latin1', mark: false },
  system: { name: 'utf8', mark: false },
};

const UTF8: Encoding = { name: 'utf8', mark: false };

/** The encoding that a script names, by a value of `TextEncoding` or by a text. */
export function encodingOf(value: unknown): Encoding {
  if (value === undefined) return UTF8;
  const name = value instanceof EnumValue ? value.en : toText(value);
  return (
    knownEncoding(name) ??
    raise({ ru: `Неизвестная кодировка: ${name}`, en: `Unknown encoding: ${name}` })
  );
}

export function knownEncoding(name: string): Encoding | undefined {
  return NAMES[name.toLowerCase()];
}

const MARK = '\uFEFF';

export function encode(text: string, { name }: Encoding, mark = false): Buffer {
  const all = mark && (name === 'utf8' || name.startsWith('utf16')) ? MARK + text : text;
  if (name === 'utf8' || name === 'latin1' || name === 'utf16le') return Buffer.from(all, name);
  if (name === 'utf16be') return Buffer.from(all, 'utf16le').swap16();
  const table = tableOf(name);
  return Buffer.from([...all].map((char) => table.get(char) ?? 0x3f));
}

/** The text of bytes. A mark of the byte order decides, and is left out. */
export function decode(bytes: Buffer, { name }: Encoding): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.toString('utf8', 3);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le');
  if (name === 'utf8' || name === 'latin1' || name === 'utf16le') return bytes.toString(name);
  if (name === 'utf16be') return Buffer.from(bytes).swap16().toString('utf16le');
  return new TextDecoder(name).decode(bytes);
}

const tables = new Map<string, Map<string, number>>();

/** The bytes of a code page: `TextDecoder` only knows the other way. */
function tableOf(name: string): Map<string, number> {
  const known = tables.get(name);
  if (known) return known;
  const chars = new TextDecoder(name).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const table = new Map([...chars].map((char, byte) => [char, byte]));
  tables.set(name, table);
  return table;
}
