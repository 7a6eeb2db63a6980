import { XmlProblem } from './parse.js';

/** As many bytes as a declaration may need. */
const DECLARATION = 400;

/**
 * The text of an XML document in bytes: by its byte order mark, else by the encoding that it declares,
 * else UTF-8.
 *
 * @throws {XmlProblem} The encoding is not known, or the bytes are not in it.
 */
export function decodeXml(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new XmlProblem(`its encoding "${encoding.slice(0, 40)}" is not known`);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw new XmlProblem(`it is not valid ${encoding.toUpperCase()}`);
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  // The first character is `<`.
  if (first === 0x3c && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c) return 'utf-16be';
  const start = Buffer.from(bytes.subarray(0, DECLARATION)).toString('latin1');
  const declared =
    /^\s{0,100}<\?xml\s[^>]{0,200}?encoding\s{0,10}=\s{0,10}["']([\w.:-]{1,40})["']/.exec(start);
  const name = declared?.[1]?.toLowerCase() ?? 'utf-8';
  // The declaration itself could be read: it is not in 16 bits.
  return /^(utf-?16|ucs-?2|utf-?32)/.test(name) ? 'utf-8' : name;
}
