/** The bytes of names, each as the character with its code: nothing is lost in it. */
type Latin1 = string;

/** How names are encoded on the server. */
export interface Charset {
  readonly label: string;
  /** The text of bytes; `undefined` if they are not text in this encoding. */
  decode(bytes: Latin1): string | undefined;
  /** The bytes of a text; `undefined` if it cannot be encoded. */
  encode(text: string): Latin1 | undefined;
}

const known = new Map<string, Charset>();

/** An encoding by any name that browsers know: `windows-1251`, `koi8-r`, `gbk`. */
export function charsetOf(label: string): Charset | undefined {
  const name = label.trim().toLowerCase();
  const found = known.get(name) ?? made(name);
  if (found) known.set(name, found);
  return found;
}

function made(name: string): Charset | undefined {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(name, { fatal: true, ignoreBOM: true });
  } catch {
    return undefined;
  }
  // They are not encodings of names.
  if (/^utf-16|^iso-2022|^replacement$/.test(decoder.encoding)) return undefined;
  const decode = (bytes: Latin1) => {
    try {
      return decoder.decode(Buffer.from(bytes, 'latin1'));
    } catch {
      return undefined;
    }
  };
  if (decoder.encoding === 'utf-8') {
    const encode = (text: string) => Buffer.from(text).toString('latin1');
    return { label: name, decode, encode };
  }
  let table: ReadonlyMap<string, Latin1> | undefined;
  const encode = (text: string) => {
    table ??= tableOf(decode);
    const bytes = [...text].map((character) => table!.get(character));
    return bytes.includes(undefined) ? undefined : bytes.join('');
  };
  return { label: name, decode, encode };
}

/** The bytes of each character: of all that have one byte, and then of those with two. */
function tableOf(decode: Charset['decode']): ReadonlyMap<string, Latin1> {
  const table = new Map<string, Latin1>();
  const leads: Latin1[] = [];
  const add = (bytes: Latin1) => {
    const text = decode(bytes);
    if (text === undefined || [...text].length !== 1) return false;
    if (!table.has(text)) table.set(text, bytes);
    return true;
  };
  for (let code = 0; code < 256; code++) {
    const byte = String.fromCharCode(code);
    if (!add(byte)) leads.push(byte);
  }
  for (const lead of leads) {
    for (let code = 0x40; code < 256; code++) add(lead + String.fromCharCode(code));
  }
  return table;
}

/** A name whose bytes are not text: they are shown as `\xe9`. */
export function escaped(bytes: Latin1): string {
  return [...bytes]
    .map((byte) => {
      const code = byte.charCodeAt(0);
      const isPlain = code >= 0x20 && code < 0x7f && byte !== '\\';
      return isPlain ? byte : `\\x${code.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
