import { inEnglish } from './russian-words.js';

/**
 * How the guide reads text: questions and documentation are split into words, reduced to their
 * stems, and synonyms are replaced by one word.
 */

/** Stop words. */
const EMPTY = new Set(
  `a about after all am an and any anyone are as at be been before but by can could cmd
  choose command computer do does done doing each either else example exist explain for from give
  given go got guide had has have having hello help hey hi him how however i if in into is it its just know let like
  line localai me mine most my need no not now of offer ok on one only oint or other our out over own please
  possible program run running s script see server shall should so some support t tell than thank
  stream thanks that the their them then there these they thing this those through to too try under until
  up us use used using very want was way we well were what whatever when where whether which while
  who whom whose why will with within without work would yes you your`.split(/\s+/),
);

/** Each line: a word, followed by its synonyms. */
const SYNONYMS = `
  picture image photo photograph photographic img pic screenshot drawing illustration
  make create generate generation build produce write new draw paint add set append
  ask question talk chat answer reply respond response converse conversation completion dialogue
  speak speech voice say said spoken pronounce tts aloud
  sound audio mp3 wav ogg flac recording podcast
  transcribe transcription transcript dictation dictate recognise recognize recognition stt asr subtitle
  vector vectorize vectorise embedding embed
  delete remove erase drop destroy rid
  list show enumerate display browse overview available
  download save export fetch
  upload put attach
  file document attachment pdf
  model ai llm
  get retrieve obtain find look receive
  information info metadata property detail
  assistant bot agent
  structure format form shape
  description describe
  heed behave behaviour behavior personality persona obey
  vision visual
  folder directory catalog catalogue
  update modify change edit alter
  presigned presign
  mirror synchronize synchronise sync
  record row
  product goods item
  parcel package shipment
  topic theme subject
  email mail letter
`;

/** Phrases, which mean more than their words: at most a sentence lies between the words. */
const PHRASES: readonly (readonly [phrase: RegExp, meaning: string])[] = [
  [/\b(speech|voice|audio|sound|recording|mp3|wav)\s+(in)?to\s+(a\s+)?text\b/g, 'transcribe sound'],
  [/\btext\s+(in)?to\s+(a\s+)?(speech|voice|audio|sound|mp3|wav)\b/g, 'speak text'],
  [/\b(speech|voice|audio|sound|mp3|wav)\s+(from|of)\s+(a\s+)?text\b/g, 'speak text'],
  [/\bread\b(.{0,200})\baloud\b/g, 'speak $1'],
  [/\bwrit(e|es|ing|ten)\s+down\b/g, 'transcribe'],
  [/\b(generate|create|make|get)\s+(a\s+)?chat\s+completions?\b/g, 'ask model'],
  [/\b(uploaded|stored|saved)\b/g, ''],
  // Anything that is uploaded is a file.
  [
    /\bupload\s+(an?\s+|my\s+|the\s+)?(?!files?\b|large\b|parts?\b|in\b|up\b|to\b|by\b)(\p{L}+)/gu,
    'upload file',
  ],
  [/\bsend\b(?=.{0,200}\b(files?|documents?|pdf)\b)/g, 'send upload'],
  [/\bquery\s+(an?\s+|the\s+|my\s+)?databases?\b/g, 'execute sql query database'],
  [/\b(run|execute)\s+(a\s+|the\s+)?commands?\b/g, 'execute'],
  [/\btrack\s+(an?\s+|the\s+|my\s+)?(parcel|package|order|shipment)s?\b/g, 'get order status'],
  [/\bdatabases?\s+data\b/g, 'database'],
  [/\bget\s+rid\s+of\b/g, 'delete'],
  [/\bhow\s+(big|large)\b/g, 'size'],
  [/\b(what|which)\s+(?!does|is|was|has)(\w{2,}s)\b/g, 'list $2'],
  [/\b(from|by)\s+(a\s+|the\s+)?(description|prompt)\b/g, ''],
  [/\b(show|send|give)\b(.{0,200})\bto\s+(a|an|the|my)\s+(model|ai|llm)\b/g, 'message $2'],
  [/\btell\s+(a|an|the|my)\s+(model|ai|llm)\b/g, 'message'],
  [
    /\b(in|on|about|describe|analy[sz]e)\s+(a|an|the|this|that|my)\s+(image|photo|pic|picture|screenshot)\b/g,
    'vision picture message',
  ],
];

/** True for a stop word. */
export function isEmptyWord(word: string): boolean {
  return EMPTY.has(word.toLowerCase());
}

/** Words that mean the same: the search of the site uses them too. */
export const synonyms: readonly (readonly string[])[] = SYNONYMS.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

const stems = new Map<string, string>();
for (const [first, ...others] of synonyms) {
  for (const word of [first!, ...others]) stems.set(stem(word), stem(first!));
}

/** In characters. Anything after this is ignored: no question and no page is longer. */
export const LONGEST_TEXT = 20_000;

/** The terms of a text, in order. `GetResponse` is two words, as is `fine-tune`. */
export function termsOf(text: string): string[] {
  return wordsOf(text.slice(0, LONGEST_TEXT)).flatMap((word) => {
    if (EMPTY.has(word)) return [];
    const found = stem(word);
    return [stems.get(word) ?? stems.get(found) ?? found];
  });
}

function wordsOf(text: string): string[] {
  const spread = inEnglish(
    text
      .normalize('NFKC')
      .replace(/(\p{Ll}|\p{Lu}{2})(?=\p{Lu}\p{Ll})/gu, '$1 ')
      .replace(/(\p{Ll})(?=\p{Lu}+ )/gu, '$1 '),
  );
  const plain = PHRASES.reduce(
    (whole, [phrase, meaning]) => whole.replace(phrase, meaning),
    spread.toLowerCase().replace(/[’']s?\b/g, ''),
  );
  return plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** Removes the usual English endings: `uploads`, `uploaded`, `uploading` are all `upload`. */
function stem(word: string): string {
  let plain = word;
  if (/..ies$/.test(plain)) plain = `${plain.slice(0, -3)}y`;
  else if (/(s|x|z|ch|sh)es$/.test(plain)) plain = plain.slice(0, -2);
  else if (/..[^su]s$/.test(plain)) plain = plain.slice(0, -1);
  const root = plain.replace(/(?:ing|ed)$/, '');
  // Only consonants doubled before the ending: `getting`, `dropped`.
  if (root !== plain && root.length > 1 && /[aeiouy]/.test(root))
    plain = root.replace(/([bdgmnprt])\1$/, '$1');
  return plain.length > 3 ? plain.replace(/e$/, '') : plain;
}
