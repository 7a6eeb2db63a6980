import MiniSearch, { type SearchOptions, type SearchResult } from 'minisearch';
import type { MethodManifest, ParamManifest, ServiceManifest } from './manifest.js';
import { termsOf } from './terms.js';

/** A method as it was found. */
export interface Found {
  service: ServiceManifest;
  method: MethodManifest;
}

/** What was found for a question, the best first. */
export interface Findings {
  found: Found[];
  /** False where too little of the question is in the documentation to call it an answer. */
  sure: boolean;
}

/** What a match in each field is worth. */
const BOOST = { name: 4, summary: 3, params: 0.6, details: 0.4, reference: 1, region: 0.8 };
type Field = keyof typeof BOOST;
const FIELDS = Object.keys(BOOST) as Field[];
type Entry = Found &
  Record<Field, string> & {
    id: number;
    prior: number;
    /** What tells its name from others. */
    words: readonly string[];
  };

/** Where a term is, apart from asides, and what it tells: the fewer places, the more. */
interface Weight {
  entries: ReadonlySet<number>;
  weight: number;
}

const TELLING: Field[] = ['name', 'summary', 'params', 'reference', 'region'];

/** So much of what the question says must be found. */
const SURE = 0.4;
/**
 * What a word that is nowhere weighs, against one that is the only one of its kind: it may name
 * another thing, or just adorn the question.
 */
const UNKNOWN = 0.8;
/** A name says what its method is for: how much is left of a method none of whose name was asked for. */
const UNNAMED = 0.25;
/** A service has first what is wanted most often: so much less is its last method worth. */
const LAST = 0.7;
/** Words of names that tell nothing about what is got or made. */
const PLAIN_VERBS = new Set(termsOf('get list'));
/** So many terms are weighed once: there are more only where somebody makes them up. */
const MOST_WEIGHED = 2000;
/** A follow-up's own words say more than those of the question before. */
const CONTEXT = 0.4;

/** A full-text index of every method of every service. */
export class MethodIndex {
  readonly #entries: readonly Entry[];
  readonly #index: MiniSearch<Entry>;
  readonly #named = new Map<string, Entry[]>();
  readonly #terms: ReadonlySet<string>;
  readonly #weights = new Map<string, Weight>();

  constructor(services: readonly ServiceManifest[]) {
    this.#entries = services.flatMap(entriesOf).map((entry, id) => ({ ...entry, id }));
    this.#index = new MiniSearch<Entry>({
      fields: FIELDS,
      tokenize: termsOf,
      processTerm: (term) => term,
    });
    this.#index.addAll(this.#entries);
    this.#terms = new Set(
      this.#entries.flatMap((entry) => FIELDS.flatMap((field) => termsOf(entry[field]))),
    );
    for (const entry of this.#entries) {
      const name = plain(entry.method.name);
      this.#named.set(name, [...(this.#named.get(name) ?? []), entry]);
    }
  }

  /** The methods that a text calls by their names, in its order. */
  named(text: string): Found[] {
    const words = text.match(/[A-Za-z][A-Za-z_-]*/g)?.map(plain) ?? [];
    return [...new Set(words.flatMap((word) => this.#named.get(word) ?? []))];
  }

  /**
   * The methods that fit the terms best. `context` are the terms of the question before, for a
   * question that is too short to stand alone.
   */
  search(
    terms: readonly string[],
    context: readonly string[],
    isWanted: (f: Found) => boolean,
  ): Findings {
    const own = [...new Set(terms)];
    const weights = own.map((term) => this.#weigh(term));
    const total = weights.reduce((sum, { weight }) => sum + weight, 0);
    const results = this.#find([...own, ...context], {
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
    const results = this.#find([term], { fields: TELLING });
    const entries = new Set(results.map(({ id }) => id as number));
    if (entries.size === 0) {
      return { entries, weight: UNKNOWN * Math.log(1 + this.#entries.length) };
    }
    const others = this.#entries.length - entries.size;
    return { entries, weight: Math.log(1 + (others + 0.5) / (entries.size + 0.5)) };
  }

  #find(terms: readonly string[], options: SearchOptions): SearchResult[] {
    return this.#index.search(terms.join(' '), {
      tokenize: (text) => text.split(' '),
      boost: BOOST,
      // A misspelt word is taken for one that is a letter or two away; one that is there is right.
      fuzzy: (term) => (term.length > 3 && !this.#terms.has(term) ? 0.25 : false),
      prefix: (term) => term.length > 3,
      ...options,
    });
  }
}

/** How much of a method's name was found. */
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
  // What most methods take (the address, the token) tells none of them from the others.
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
