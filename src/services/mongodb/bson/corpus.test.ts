import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { parseExact } from '../../../core/json/parse.js';
import { MONGODB_SPECS, noSpecs } from '../testing/specs.js';
import { fromBson } from './from-bson.js';
import { BsonProblem } from './problem.js';
import { toBson } from './to-bson.js';

interface Corpus {
  description: string;
  bson_type: string;
  valid?: Valid[];
  decodeErrors?: { description: string; bson: string }[];
  parseErrors?: { description: string; string: string }[];
}

interface Valid {
  description: string;
  canonical_bson: string;
  canonical_extjson: string;
  degenerate_extjson?: string;
  relaxed_extjson?: string;
  lossy?: boolean;
}

/** Cases that are different on purpose. */
const UNLIKE: Readonly<Record<string, string>> = {
  'Undefined type (deprecated)': 'a caller cannot create it',
  'DBPointer type (deprecated)': 'it is shown as a DBRef, as the driver reads it',
  'Multiple types within the same document': 'it has a DBPointer',
};

const folder = join(MONGODB_SPECS, 'bson-corpus');
const files = existsSync(folder) ? readdirSync(folder) : [];
const corpora = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Corpus);

const VALUES = {
  ...{ promoteLongs: false, promoteValues: false, promoteBuffers: false, bsonRegExp: true },
};

describe.skipIf(noSpecs)(`MongoDB's own corpus of BSON${noSpecs}`, () => {
  const valid = corpora
    .filter(({ description }) => !UNLIKE[description])
    .flatMap(({ description, valid = [] }) => valid.map((one) => ({ type: description, ...one })));

  it.each(valid)('$type: $description', (one) => {
    const { canonical_bson, canonical_extjson, degenerate_extjson, lossy = false } = one;
    const bytes = Buffer.from(canonical_bson, 'hex');
    // What it is shown as, is accepted again, and is the same.
    const shown = fromBson(BSON.deserialize(bytes, VALUES));
    expect(shown).toEqual(plain(JSON.parse(canonical_extjson)));
    expect(typesOf(toBson(BSON, shown))).toEqual(
      typesOf(toBson(BSON, JSON.parse(canonical_extjson))),
    );
    if (lossy) return;
    for (const text of [canonical_extjson, degenerate_extjson]) {
      if (text === undefined) continue;
      const sent = toBson(BSON, parseExact(text)) as BSON.Document;
      const hex = Buffer.from(BSON.serialize(sent)).toString('hex');
      expect(hex).toBe(canonical_bson.toLowerCase());
    }
  });
});

/** What users write, and what has only one meaning. */
const ACCEPTED =
  /^Bad \$(number|date).*\(number, not|^Bad \$regularExpression \(missing options|^Bad DBpointer/;

describe.skipIf(noSpecs)(`What MongoDB's own corpus of BSON calls invalid${noSpecs}`, () => {
  const invalid = corpora.flatMap(({ description, parseErrors = [] }) =>
    parseErrors.map((one) => ({ type: description, ...one })),
  );

  it.each(invalid)('$type: $description', ({ description, string: text, type }) => {
    const value = type.startsWith('Decimal') ? { d: { $numberDecimal: text } } : parse(text);
    if (value === undefined) return;
    const read = () => toBson(BSON, value);
    if (ACCEPTED.test(description)) expect(read).not.toThrow();
    else expect(read).toThrow(BsonProblem);
  });
});

/** `undefined` if it is not even JSON. */
function parse(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

/** Our rule: numbers that JSON has exactly are plain. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { $numberInt, $numberLong, $numberDouble } = value as Record<string, string>;
  if ($numberInt !== undefined) return Number($numberInt);
  if ($numberLong !== undefined && Number.isSafeInteger(Number($numberLong))) {
    return Number($numberLong);
  }
  if (
    $numberDouble !== undefined &&
    Number.isFinite(Number($numberDouble)) &&
    $numberDouble !== '-0.0'
  ) {
    return Number($numberDouble);
  }
  if ('$date' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}

/** The same value, whichever type its numbers have. */
function typesOf(value: unknown): unknown {
  return JSON.parse(BSON.EJSON.stringify(value as object, { relaxed: true }));
}
