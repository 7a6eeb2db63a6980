import { inTurns, type Turn, turns } from '../turns.js';

/**
 * Vectors by feature hashing: the hash of every word, every pair of neighboring words and every
 * group of three to five letters selects a dimension to add to or subtract from. Texts that share
 * words or parts of words get similar vectors. Nothing is learned: the vectors capture spelling,
 * not meaning, and are the same everywhere and always.
 */
export async function hashedVector(
  text: string,
  dimensions: number,
  turn: Turn = turns(undefined),
): Promise<Float32Array> {
  const counts = new Map<string, number>();
  await inTurns(featuresOf(text), turn, (feature) => {
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  });
  const vector = new Float64Array(dimensions);
  await inTurns(counts, turn, ([feature, count]) => {
    const hash = fnv1a(feature);
    const sign = hash & 1 ? 1 : -1;
    const weight = (WEIGHTS[feature[0]!] ?? 1) * (1 + Math.log(count));
    vector[(hash >>> 1) % dimensions]! += sign * weight;
  });
  return Float32Array.from(normalised(vector));
}

/** The weight of a feature, by its prefix: whole words count most. */
const WEIGHTS: Readonly<Record<string, number>> = { w: 1, p: 0.3, l: 0.5 };

const WORD = /[\p{L}\p{M}\p{N}]+|[^\s]/gu;
/** Of a longer word only the beginning says what it is: each of its letters begins three features. */
const LONGEST_WORD = 1000;

function* featuresOf(text: string): Generator<string> {
  const plain = text.normalize('NFKC').toLowerCase();
  let last: string | undefined;
  for (const word of /\S/.test(plain) ? wordsOf(plain) : [text.slice(0, LONGEST_WORD)]) {
    yield `w${word}`;
    if (last !== undefined) yield `p${last} ${word}`;
    last = word;
    const letters = [...`<${word}>`];
    for (let length = 3; length <= 5; length++) {
      for (let from = 0; from + length <= letters.length; from++) {
        yield `l${letters.slice(from, from + length).join('')}`;
      }
    }
  }
}

function* wordsOf(text: string): Generator<string> {
  for (const [word] of text.matchAll(WORD)) yield word.slice(0, LONGEST_WORD);
}

/** 32-bit FNV-1a of the UTF-8 bytes, with a final mix for an even distribution. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function normalised(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  // Features can cancel each other out in a vector with very few dimensions.
  if (length === 0) return vector.with(0, 1);
  return vector.map((value) => value / length);
}
