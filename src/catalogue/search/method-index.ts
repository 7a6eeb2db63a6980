import MiniSearch, { type SearchOptions, type SearchResult } from 'minisearch';
import type { MethodManifest, ParamManifest, ServiceManifest } from '../manifest.js';
import { LONGEST_TEXT, termsOf } from './terms.js';

/** A method that was found. */
export interface Found {
  service: ServiceManifest;
  method: MethodManifest;
}

/** The methods found for a question, best first. */
export interface Findings {
  found: Found[];
  /** False if too little of the question is in the documentation for a good match. */
  sure: boolean;
}

/** The weight of a match in each field. */
const BOOST = { name: 4, summary: 3, params: 0.6, details: 0.4, reference: 1, region: 0.8 };
type Field = keyof typeof BOOST;
const FIELDS = Object.keys(BOOST) as Field[];
type Entry = Found &
  Record<Field, string> & {
    id: number;
    prior: number;
    /** The distinctive words of its name. */
    words: readonly string[];
  };

/** Where a term occurs, and its weight: the fewer entries, the higher. */
interface Weight {
  entries: ReadonlySet<number>;
  weight: number;
}

const TELLING: Field[] = ['name', 'summary', 'params', 'reference', 'region'];

/** The part of the question that must be found. */
const SURE = 0.4;
/**
 * The weight of a word that occurs nowhere, relative to a unique one: it may name something else,
 * or be irrelevant.
 */
const UNKNOWN = 0.8;
/**
 * The factor for a method if no word of its name is in the question: the name says what it is for.
 */
const UNNAMED = 0.25;
/** The factor for the last method of a service: the most common ones come first. */
const LAST = 0.7;
/** Words of names that do not say what a method gets or creates. */
const PLAIN_VERBS = new Set(termsOf('get list'));
/** The maximum number of cached weights. Only made-up terms exceed it. */
const MOST_WEIGHED = 2000;
/** The most terms of a question that are searched for: each takes a moment. */
const MOST_TERMS = 200;
/** The most letters of a term that may be wrong or missing. */
const MOST_TYPOS = 6;
/** The factor for the words of the previous question: those of the follow-up count more. */
const CONTEXT = 0.4;

/** A full-text index of every method of every service. */
export class MethodIndex {
  readonly #entries: Entry[] = [];
  readonly #index = new MiniSearch<Entry>({
    fields: FIELDS,
    tokenize: termsOf,
    processTerm: (term) => term,
  });
  readonly #named = new Map<string, Entry[]>();
  readonly #terms = new Set<string>();
  readonly #weights = new Map<string, Weight>();
  #longest = 0;

  /** Adds the methods of a service. `favor` is a factor for their rank. */
  add(service: ServiceManifest, favor = 1): void {
    for (const found of entriesOf(service)) {
      const entry = { ...found, id: this.#entries.length, prior: found.prior * favor };
      this.#entries.push(entry);
      this.#index.add(entry);
      for (const term of FIELDS.flatMap((field) => termsOf(entry[field]))) {
        this.#terms.add(term);
        this.#longest = Math.max(this.#longest, term.length);
      }
      const name = plain(entry.method.name);
      this.#named.set(name, [...(this.#named.get(name) ?? []), entry]);
    }
  }

  /** The methods that a text names, in the order of the text. */
  named(text: string): Found[] {
    const words =
      text
        .slice(0, LONGEST_TEXT)
        .match(/[A-Za-z][A-Za-z_-]*/g)
        ?.map(plain) ?? [];
    const found = new Set(words.flatMap((word) => this.#named.get(word) ?? []));
    // A name of one word, such as Delete, is more often just that word.
    return [...found].filter(({ method }) => /.[A-Z]/.test(method.name) || words.length === 1);
  }

  /**
   * The methods that match the terms best. `context` has the terms of the previous question, for a
   * question that is too short on its own.
   */
  search(
    terms: readonly string[],
    context: readonly string[],
    isWanted: (f: Found) => boolean,
  ): Findings {
    const own = [...new Set(terms)].slice(0, MOST_TERMS);
    const weights = own.map((term) => this.#weigh(term));
    const total = weights.reduce((sum, { weight }) => sum + weight, 0);
    const results = this.#find([...own, ...new Set(context)].slice(0, MOST_TERMS), {
      boostTerm: (term) => (own.includes(term) ? 1 : CONTEXT),
      filter: ({ id }) => isWanted(this.#entries[id]!),
    });
    const ranked = results
      .map(({ id, score, terms: matched }) => {
        const covered = weights.filter(({ entries }) => entries.has(id));
        const share = covered.reduce((sum, { weight }) => sum + weight, 0) / total;
        const entry = this.#entries[id]!;
        const named = UNNAMED + (1 - UNNAMED) * namedShare(entry, matched);
        return { entry, share, rank: score * share * share * named * entry.prior };
      })
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank);
    return {
      found: ranked.map(({ entry }) => entry),
      sure: (ranked[0]?.share ?? 0) >= SURE,
    };
  }

  #weigh(term: string): Weight {
    const known = this.#weights.get(term);
    if (known) return known;
    const found = this.#weighAnew(term);
    if (this.#weights.size < MOST_WEIGHED) this.#weights.set(term, found);
    return found;
  }

  #weighAnew(term: string): Weight {
    const telling = this.#find([term], { fields: TELLING });
    const results = telling.length > 0 ? telling : this.#find([term], { fields: ['details'] });
    const entries = new Set(results.map(({ id }) => id as number));
    if (entries.size === 0) {
      return { entries, weight: UNKNOWN * Math.log(1 + this.#entries.length) };
    }
    const others = this.#entries.length - entries.size;
    return { entries, weight: Math.log(1 + (others + 0.5) / (entries.size + 0.5)) };
  }

  #find(terms: readonly string[], options: SearchOptions): SearchResult[] {
    // A term that is longer than every one that is there is none of them, with whatever typos.
    const possible = terms.filter(({ length }) => length <= this.#longest + MOST_TYPOS);
    return this.#index.search(possible.join(' '), {
      tokenize: (text) => text.split(' '),
      boost: BOOST,
      // A misspelled word matches words within one or two letters; a word that exists is correct.
      fuzzy: (term) => (term.length > 3 && !this.#terms.has(term) ? 0.25 : false),
      maxFuzzy: MOST_TYPOS,
      prefix: (term) => term.length > 3,
      ...options,
    });
  }
}

/** The part of a method's name that was found. */
function namedShare({ words }: Entry, matched: readonly string[]): number {
  if (words.length === 0) return 1;
  return words.filter((word) => matched.includes(word)).length / words.length;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

function entriesOf(service: ServiceManifest): Omit<Entry, 'id'>[] {
  const methods = service.regions.flatMap((region) => region.methods);
  const uses = new Map<string, number>();
  for (const { summary } of methods.flatMap(({ params }) => params)) {
    uses.set(summary, (uses.get(summary) ?? 0) + 1);
  }
  // Params of most methods (address, token) are not distinctive.
  const isOwn = ({ summary }: ParamManifest) => uses.get(summary)! <= methods.length / 3;
  return service.regions.flatMap((region) =>
    region.methods.map((method) => ({
      service,
      method,
      words: termsOf(method.name).filter((word) => !PLAIN_VERBS.has(word)),
      prior: 1 - (1 - LAST) * (methods.indexOf(method) / methods.length),
      region: region.title,
      name: method.name,
      summary: method.summary,
      details: method.details,
      params: method.params
        .filter(isOwn)
        .map((param) => `${param.option} ${param.summary}`)
        .join(', '),
      reference: method.reference ? new URL(method.reference).pathname : '',
    })),
  );
}
