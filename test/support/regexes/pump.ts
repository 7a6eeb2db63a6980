import { type Alternatives, parsePattern, type Term } from './syntax.js';

/** A text to test a pattern with: its middle is repeated. */
export interface Pump {
  before: string;
  unit: string;
  after: string;
}

/** More repetitions than this count as unlimited. */
const MANY = 100;

/**
 * Texts that might be slow for a backtracking matcher: repeated parts of the pattern, after a prefix
 * that leads to the repetition, with endings that match and endings that do not.
 */
export function pumpsOf(pattern: string, flags: string): Pump[] {
  const tree = parsePattern(pattern);
  const letters = new Letters(charactersOf(tree), flags);
  const [leads, units] = [new Set(['']), new Set<string>()];
  for (let variant = 0; variant < 3; variant++) {
    repeatedIn(tree, '', (lead, body, sequence) => {
      leads.add(lead);
      // Also with a space after it: many patterns need the end of a word there.
      for (const unit of [body, sequence, lead + body]) units.add(unit).add(`${unit} `);
      units.add(`${lead} `);
    });
    units.add(sampleOf(tree));
    letters.next();
  }
  for (const one of letters.kinds) units.add(one);
  units.delete('');
  const few = letters.kinds.slice(0, 8);
  const pairs = few.flatMap((one) => few.map((other) => one + other));
  const middles = [
    ...[...leads].slice(0, 5).flatMap((before) => [...units].map((unit) => ({ before, unit }))),
    ...pairs.map((unit) => ({ before: '', unit })),
  ];
  const ends = [...new Set(['', '\u0001', '\n', letters.foreign])];
  return middles.flatMap((middle) => ends.map((after) => ({ ...middle, after })));

  function repeatedIn(
    options: Alternatives,
    before: string,
    found: (lead: string, body: string, sequence: string) => void,
  ): void {
    for (const option of options) {
      let own = '';
      for (const term of option) {
        if (term.most > MANY) found(before + own, once(term), own + once(term));
        const inner = innerOf(term);
        if (inner) repeatedIn(inner, before + own, found);
        own += sampleOfTerm(term);
      }
    }
  }

  function sampleOf(options: Alternatives): string {
    return (options[letters.variant % options.length] ?? []).map(sampleOfTerm).join('');
  }

  function sampleOfTerm(term: Term): string {
    return once(term).repeat(Math.min(Math.max(term.least, term.most > 0 ? 1 : 0), MANY));
  }

  function once({ of }: Term): string {
    if ('characters' in of) return letters.sample(of.characters);
    return 'group' in of ? sampleOf(of.group) : '';
  }
}

/** Whether a pattern has an unlimited repetition; if not, its cost per position is constant. */
export function repeats(pattern: string): boolean {
  const isRepeated = (options: Alternatives): boolean =>
    options.flat().some((term) => term.most > MANY || isRepeated(innerOf(term) ?? []));
  return isRepeated(parsePattern(pattern));
}

function innerOf({ of }: Term): Alternatives | undefined {
  if ('group' in of) return of.group;
  return 'check' in of ? of.check : undefined;
}

function charactersOf(options: Alternatives): string[] {
  return options
    .flat()
    .flatMap((term) =>
      'characters' in term.of ? [term.of.characters] : charactersOf(innerOf(term) ?? []),
    );
}

/** Preferred ones first. */
const CANDIDATES = [
  ...'aAz0 _-./:;,=@#%&*+?!"\'`~<>()[]{}|\\^$\n\r\t\u0000\u0001\u007féÉЯ日あ😀’“”«»‘\u0301\ud800',
  ...'bBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYZ123456789',
];

/** Characters of each kind that a pattern distinguishes. */
class Letters {
  readonly kinds: readonly string[];
  /** One that no part of the pattern matches, if there is one. */
  readonly foreign: string;
  readonly #matching = new Map<string, readonly string[]>();
  variant = 0;

  constructor(atoms: readonly string[], flags: string) {
    const kinds = new Map<string, string>();
    const matchers = [...new Set(atoms)].map((atom) => ({
      atom,
      regex: new RegExp(`^(?:${atom})$`, flags.replace(/[gy]/g, '')),
    }));
    for (const one of CANDIDATES) {
      const kind = matchers.map(({ regex }) => Number(regex.test(one))).join('');
      if (!kinds.has(kind)) kinds.set(kind, one);
    }
    this.foreign = [...kinds].find(([kind]) => !kind.includes('1'))?.[1] ?? '';
    this.kinds = [...kinds.values()].filter((one) => one !== this.foreign);
    for (const { atom, regex } of matchers) {
      this.#matching.set(
        atom,
        [...this.kinds, ...CANDIDATES].filter((one) => regex.test(one)),
      );
    }
  }

  /** From now on, samples differ. */
  next(): void {
    this.variant++;
  }

  sample(atom: string): string {
    const all = this.#matching.get(atom) ?? [];
    return all[this.variant % Math.max(1, all.length)] ?? '';
  }
}
