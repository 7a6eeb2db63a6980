/** OpenAI's voices as variants of eSpeak NG, matching male and female voices. */
const VARIANTS: Readonly<Record<string, string>> = {
  alloy: 'f1',
  ash: 'm1',
  ballad: 'm2',
  cedar: 'm3',
  coral: 'f2',
  echo: 'm4',
  fable: 'm5',
  marin: 'f3',
  nova: 'f4',
  onyx: 'm7',
  sage: 'f5',
  shimmer: 'f2',
  verse: 'm6',
};

/** Languages by script, rarer scripts first: Japanese also uses Chinese characters. */
const SCRIPTS: readonly (readonly [script: RegExp, language: string])[] = [
  [/[\p{sc=Hiragana}\p{sc=Katakana}]/u, 'ja'],
  [/\p{sc=Hangul}/u, 'ko'],
  [/\p{sc=Han}/u, 'cmn'],
  [/\p{sc=Arabic}/u, 'ar'],
  [/\p{sc=Hebrew}/u, 'he'],
  [/\p{sc=Greek}/u, 'el'],
  [/\p{sc=Devanagari}/u, 'hi'],
  [/[іїєґ]/iu, 'uk'],
  [/\p{sc=Cyrillic}/u, 'ru'],
];
const LATIN = 'en-us';

/** Converts a voice to eSpeak NG's name; `undefined` if it cannot be one. */
export function voiceFor(voice: string, text: string): string | undefined {
  const variant = Object.hasOwn(VARIANTS, voice) ? VARIANTS[voice] : undefined;
  if (variant) return `${languageOf(text)}+${variant}`;
  const [, language, own] =
    /^([a-z]{2,3}(?:-[a-z0-9]+)*)(\+(?:f[1-5]|m[1-8]))?$/i.exec(voice) ?? [];
  return language && `${language.toLowerCase()}${own?.toLowerCase() ?? ''}`;
}

function languageOf(text: string): string {
  return SCRIPTS.find(([script]) => script.test(text))?.[1] ?? LATIN;
}
