import { afterAll, describe, expect, it } from 'vitest';
import { collectRegexes, type Regex } from './support/regexes/collect.js';
import { repeats } from './support/regexes/pump.js';
import { recordRegexes } from './support/regexes/record.js';
import { Tryout } from './support/regexes/try-pumps.js';

/** No time limit of the test: patterns that never end are stopped and reported. */
const LONGEST = 3_600_000;

/** Patterns that may take more than linear time, by their start: why their text is always short. */
const BOUNDED: Readonly<Record<string, string>> = {
  'src/core/errors/redact.ts /(authori[sz]ation': 'sees the last 64 characters of a word only',
};

/** Not tested: their patterns come from the caller. */
const OF_CALLERS: Readonly<Record<string, string>> = {
  'src/bsl/library/regular-expressions.ts': 'the patterns of a script run with a limit of time',
  'src/local/json-schema.ts': 'the patterns of a request’s JSON Schema are stopped in time',
};

const { literals, made } = collectRegexes();
const tryout = new Tryout();
afterAll(() => tryout.end());

/** The patterns that take more than linear time, with a text that shows it. */
async function slowOnes(all: readonly Regex[]): Promise<string[]> {
  const found: string[] = [];
  const distinct = new Map(all.map((one) => [`/${one.source}/${one.flags}`, one]));
  for (const [shown, { file, line, source, flags }] of distinct) {
    if (!repeats(source) || isBounded(`${file} ${shown}`)) continue;
    const slow = await tryout.slowPump(source, flags);
    if (slow) found.push(`${file}:${line} ${shown} takes long for ${JSON.stringify(slow)}`);
  }
  return found;
}

function isBounded(place: string): boolean {
  return Object.keys(BOUNDED).some((begin) => place.startsWith(begin));
}

describe('regular expressions take linear time, whatever the text:', () => {
  it('literals in the source code', { timeout: LONGEST }, async () => {
    expect(literals.length).toBeGreaterThan(500);
    expect(await slowOnes(literals)).toEqual([]);
  });

  it('patterns built from other texts', { timeout: LONGEST }, async () => {
    const recorded = await recordRegexes(makeAll);
    const placesOf = (all: readonly { file: string; line: number }[]) =>
      new Set(all.map(({ file, line }) => `${file}:${line}`));
    const places = placesOf(recorded);
    const others = made.filter(({ file }) => !(file in OF_CALLERS));
    // For a new one, add a line to `makeAll` below.
    expect([...placesOf(others)].filter((place) => !places.has(place))).toEqual([]);
    const own = placesOf(others);
    const all = recorded.filter(({ file, line }) => own.has(`${file}:${line}`));
    expect(await slowOnes(all)).toEqual([]);
  });
});

/** Runs all code that builds a regular expression from other texts. */
async function makeAll(): Promise<void> {
  await import('../src/cli/markdown/runs.js');
  const { Filler } = await import('../src/local/engines/guide/fill.js');
  for (const text of ['from Oslo to Rome', 'in the old town, a good one'])
    await new Filler(FORM, { text, records: [] }).fill();
  await import('../src/mcp/lines.js');
  const { writeJson } = await import('../src/core/json/write.js');
  writeJson(2n ** 64n);
  const { parseExact } = await import('../src/core/json/parse.js');
  const { MarkedNumbers } = await import('../src/core/json/marked-numbers.js');
  const numbers = new MarkedNumbers();
  numbers.restore(JSON.stringify(numbers.mark({ id: parseExact('9223372036854775807') })));
  const { partsOf } = await import('../src/core/http/multipart.js');
  for await (const _ of partsOf(FORM_DATA(), 'b'));
  const { Prose } = await import('../src/docs/prose.js');
  new Prose(new Map([['CreateTable', 'CreateTable.md']])).text('See CreateTable.');
  const { Redactor } = await import('../src/core/errors/redact.js');
  const redactor = new Redactor();
  redactor.add('a secret');
  redactor.text('a secret');
  const { serverWords } = await import('../src/core/http/server-words.js');
  serverWords('<Error><Code>NoSuchKey</Code></Error>');
  const { tableParts } = await import('../src/core/sql/dialect.js');
  const { dialect } = await import('../src/services/sqlite/dialect.js');
  tableParts(dialect, 'main."a table"');
}

const FORM = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    count: { type: 'integer' },
    urgent: { type: 'boolean' },
    kind: { enum: ['good', 'not so good'] },
  },
  required: ['city', 'tags', 'count', 'urgent', 'kind'],
};

async function* FORM_DATA(): AsyncGenerator<Buffer> {
  yield Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n');
}

describe('the test notices', () => {
  it.each([
    [/<title[^>]*>([^<]*)/i],
    [/\s+$/],
    [/(a+)+$/],
    [/^(\w+\s?)*$/],
    [/\bread\b(.*)\baloud\b/],
    [/^(.*[aeiouy].*)(?:ing|ed)$/],
    [/^(a|ab|b)*c/],
    [/\/\*[\s\S]*?\*\//g],
    [/(?<=x.*)y/g],
    [/^[^,]*,?[^,]*,?[^,]*;/],
  ])('%s', { timeout: LONGEST }, async ({ source, flags }) => {
    expect(await tryout.slowPump(source, flags)).toBeTruthy();
  });

  it.each([[/<title[^<>]*>/i], [/(?<!\s)\s+$/], [/^(\w+\s)*$/], [/a{0,500}b/g]])(
    'that %s is linear',
    { timeout: LONGEST },
    async ({ source, flags }) => {
      expect(await tryout.slowPump(source, flags)).toBeUndefined();
    },
  );
});
