/** XML has five; feeds also use those of HTML, although they do not declare them. */
const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: '\u00a0',
    iexcl: '¡',
    cent: '¢',
    pound: '£',
    yen: '¥',
    sect: '§',
    copy: '©',
    laquo: '«',
    shy: '\u00ad',
    reg: '®',
    deg: '°',
    plusmn: '±',
    para: '¶',
    middot: '·',
    raquo: '»',
    frac12: '½',
    iquest: '¿',
    agrave: 'à',
    aacute: 'á',
    acirc: 'â',
    auml: 'ä',
    Auml: 'Ä',
    aring: 'å',
    aelig: 'æ',
    ccedil: 'ç',
    egrave: 'è',
    eacute: 'é',
    Eacute: 'É',
    ecirc: 'ê',
    euml: 'ë',
    iacute: 'í',
    icirc: 'î',
    iuml: 'ï',
    ntilde: 'ñ',
    oacute: 'ó',
    ocirc: 'ô',
    ouml: 'ö',
    Ouml: 'Ö',
    times: '×',
    oslash: 'ø',
    ugrave: 'ù',
    uacute: 'ú',
    ucirc: 'û',
    uuml: 'ü',
    Uuml: 'Ü',
    szlig: 'ß',
    ensp: '\u2002',
    emsp: '\u2003',
    thinsp: '\u2009',
    zwnj: '\u200c',
    zwj: '\u200d',
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    sbquo: '‚',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
    bull: '•',
    hellip: '…',
    prime: '′',
    euro: '€',
    trade: '™',
    larr: '←',
    rarr: '→',
    minus: '−',
  }),
);

/** Decodes entities once. One that is not known stays as it is, as does a bare `&`. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]{2,8}\d{0,2}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES.get(name) ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
      const isChar = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      return isChar ? String.fromCodePoint(code) : whole;
    },
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A bare one would be parsed as a line feed.
  '\r': '&#13;',
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (char) => ESCAPES[char]!);
}

/** A character that no XML document may have, as `U+0008`; `undefined` if there is none. */
export function notInXml(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are not allowed
  const found = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.exec(text);
  if (!found) return undefined;
  return `U+${found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
