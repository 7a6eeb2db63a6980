import { describe, expect, it } from 'vitest';
import { hashedVector } from './hashing.js';

/** Pseudo-random numbers, always the same. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const WORDS = {
  who: 'the clerk|the nurse|the pilot|the tailor|a farmer|a soldier|our teacher|my neighbour',
  does: 'brings|counts|sends|loses|repairs|sells|hides|paints',
  how: 'old|heavy|broken|green|empty|costly|tiny|wooden',
  what: 'boxes|letters|clocks|bottles|tables|ladders|baskets|lamps',
  where:
    'to the harbour|at the station|behind the church|near the old mill|in the village|by the river',
  when: 'every morning|on Sunday|before the storm|after supper|once a year|without a word',
  why: 'because nobody else will|as it was agreed|for a good price|and tells no one|to please the mayor',
};

/** A thousand sentences of one pattern: each shares most of its words with hundreds of others. */
function sentences(): string[] {
  const roll = dice(7);
  const made = new Set<string>();
  while (made.size < 1000) {
    const parts = Object.values(WORDS).map((words) => {
      const choice = words.split('|');
      return choice[roll(choice.length)]!;
    });
    made.add(parts.join(' '));
  }
  return [...made];
}

type Change = (words: string[], roll: (sides: number) => number) => string[];

const drop: Change = (words, roll) => words.toSpliced(roll(words.length), 1);

const swap: Change = (words, roll) => {
  const [a, b] = [roll(words.length), roll(words.length)];
  return words.with(a, words[b]!).with(b, words[a]!);
};

const all = sentences();
const vectors = await Promise.all(all.map(vectorOf));

function vectorOf(text: string): Promise<Float32Array> {
  return hashedVector(text, 256);
}

function likeness(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

/** The share of changed sentences whose nearest neighbor is the original, from 0 to 1. */
async function recall(changes: readonly Change[]): Promise<number> {
  const roll = dice(99);
  let found = 0;
  for (const [index, text] of all.entries()) {
    const words = changes.reduce((words, change) => change(words, roll), text.split(' '));
    const asked = await vectorOf(words.join(' '));
    const scores = vectors.map((vector) => likeness(asked, vector));
    if (scores.indexOf(Math.max(...scores)) === index) found++;
  }
  return found / all.length;
}

describe('near-duplicates among a thousand sentences that share their words', () => {
  it.each([
    ['a word dropped', [drop]],
    ['two words dropped', [drop, drop]],
    ['two words swapped', [swap]],
    ['a word dropped and two swapped', [drop, swap]],
  ])('are found: %s', async (_, changes) => {
    expect(await recall(changes)).toBeGreaterThanOrEqual(0.95);
  });
});
