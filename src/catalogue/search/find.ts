import { setImmediate } from 'node:timers/promises';
import type { ServiceManifest } from '../manifest.js';
import { type Found, MethodIndex } from './method-index.js';
import { termsOf } from './terms.js';

/** What a question is about, and the methods found for it. */
export interface Findings {
  /** The methods that the question names. */
  named: Found[];
  /** The services that the question names; all if it names none. */
  among: readonly ServiceManifest[];
  /** The terms of the question, without those that name a service. */
  terms: readonly string[];
  /** The methods that match the terms, best first. */
  found: Found[];
  /** False if too little of the question is in the documentation for a good match. */
  sure: boolean;
}

interface Question {
  /** The previous question, for one that makes no sense without it. */
  before?: string;
  isWanted?: (found: Found) => boolean;
}

/** The factor for the methods of a service that questions are most likely about. */
const FAVORED = 1.5;

/** Finds methods for questions in plain words, in English or Russian. */
export class MethodSearch {
  readonly #services: ServiceManifest[] = [];
  readonly #index = new MethodIndex();
  /** The terms that name each service. */
  readonly #names = new Map<ServiceManifest, readonly string[]>();

  private constructor() {}

  /**
   * Indexes services one by one: all at once would stop everything else in this process for half a
   * second. Questions that do not name a service are most likely about the one that is `favored`.
   */
  static async over(services: Iterable<ServiceManifest>, { favored = '' } = {}) {
    const search = new MethodSearch();
    for (const service of services) {
      search.#services.push(service);
      // In lower case: a title such as MessagePack is one word here.
      search.#names.set(service, termsOf(`${service.name} ${service.title}`.toLowerCase()));
      search.#index.add(service, service.name === favored ? FAVORED : 1);
      await setImmediate();
    }
    return search;
  }

  find(question: string, { before = '', isWanted = () => true }: Question = {}): Findings {
    const asked = termsOf(question);
    const said = new Set(asked);
    const services = this.#services.filter((service) =>
      this.#namesOf(service).some((word) => said.has(word)),
    );
    const among = services.length > 0 ? services : this.#services;
    const isAmong = new Set(among);
    const names = new Set(services.flatMap((service) => this.#namesOf(service)));
    const terms = asked.filter((term) => !names.has(term));
    // "And how do I delete it?": the previous question says what "it" is.
    const context = terms.length === 1 ? termsOf(before) : [];
    const { found, sure } = this.#index.search(
      terms,
      context,
      (one) => isAmong.has(one.service) && isWanted(one),
    );
    return { named: this.#index.named(question).filter(isWanted), among, terms, found, sure };
  }

  #namesOf(service: ServiceManifest): readonly string[] {
    return this.#names.get(service) ?? [];
  }
}
