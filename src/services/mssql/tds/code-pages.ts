/** Text of `varchar` columns, in the code page of their collation. */

/** Languages by the code page of their collations: the low 16 bits of an LCID. */
const LANGUAGES: Readonly<Record<string, readonly number[]>> = {
  'windows-1250': [
    ...[0x405, 0x40e, 0x415, 0x418, 0x41a, 0x41b, 0x41c, 0x424, 0x442, 0x81a, 0x141a],
  ],
  'windows-1251': [
    0x402, 0x419, 0x422, 0x423, 0x42f, 0x43f, 0x444, 0x46d, 0x485, 0x82c, 0xc1a, 0x201a,
  ],
  'windows-1253': [0x408],
  'windows-1254': [0x41f, 0x42c, 0x443],
  'windows-1255': [0x40d],
  'windows-1256': [0x401, 0x420, 0x429, 0x480, 0x48c],
  'windows-1257': [0x425, 0x426, 0x427],
  'windows-1258': [0x42a],
  'windows-874': [0x41e],
  shift_jis: [0x411],
  gbk: [0x804, 0x1004],
  'euc-kr': [0x412],
  big5: [0x404, 0xc04, 0x1404],
};

/** Ranges of the numbers of SQL collations, by their code page. */
const SORTS: readonly (readonly [from: number, to: number, page: string])[] = [
  [30, 34, 'cp437'],
  [40, 49, 'cp850'],
  [50, 54, 'windows-1252'],
  [55, 61, 'cp850'],
  [80, 96, 'windows-1250'],
  [104, 108, 'windows-1251'],
  [112, 124, 'windows-1253'],
  [128, 130, 'windows-1254'],
  [136, 138, 'windows-1255'],
  [144, 146, 'windows-1256'],
  [152, 160, 'windows-1257'],
  [192, 193, 'shift_jis'],
  [194, 195, 'euc-kr'],
  [196, 197, 'big5'],
  [198, 199, 'gbk'],
  [204, 206, 'windows-874'],
];

const IS_UTF8 = 1 << 26;

/**
 * The code page of a collation: five bytes of a column's description.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/3d29e8dc-218a-42c6-9ba4-947ebca9fd7e
 */
export function codePageOf(collation: Buffer): string {
  const info = collation.readUInt32LE(0);
  const sort = collation[4]!;
  if (info & IS_UTF8) return 'utf-8';
  if (sort !== 0) {
    return SORTS.find(([from, to]) => sort >= from && sort <= to)?.[2] ?? 'windows-1252';
  }
  const language = info & 0xffff;
  const [page] = Object.entries(LANGUAGES).find(([, all]) => all.includes(language)) ?? [];
  return page ?? 'windows-1252';
}

/**
 * The upper halves of code pages that Node does not know: those of MS-DOS, and the one of Western
 * Europe, which Node 20 and 22 read as Latin-1, without a euro sign.
 */
const HALVES: Readonly<Record<string, string>> = {
  'windows-1252':
    '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ',
  cp437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  cp850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
};

const decoders = new Map<string, (bytes: Buffer) => string>();

/** The function that reads text in a code page. */
export function decoderFor(page: string): (bytes: Buffer) => string {
  const found = decoders.get(page);
  if (found) return found;
  const made = makeDecoder(page);
  decoders.set(page, made);
  return made;
}

function makeDecoder(page: string): (bytes: Buffer) => string {
  const half = HALVES[page];
  if (half === undefined) {
    const decoder = new TextDecoder(page, { ignoreBOM: true });
    return (bytes) => decoder.decode(bytes);
  }
  return (bytes) => {
    const latin = bytes.toString('latin1');
    return latin.replace(/[\x80-\xff]/g, (one) => half[one.charCodeAt(0) - 128]!);
  };
}
