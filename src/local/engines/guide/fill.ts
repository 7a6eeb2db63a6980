import type { JsonSchema } from '../../../core/definition/param.js';
import { isRecord, type JsonRecord } from '../../../core/util/is-record.js';
import { type ApiError, badRequest } from '../../errors.js';
import { turns } from '../turns.js';
import { type Fact, factsFor, listedBehind, type Wanted, withNext } from './facts.js';
import { fromRecords } from './records.js';
import { allOf, alternativesOf, isNull, resolved, typeOf } from './schema-parts.js';
import { overlap, type Span } from './spans.js';

/** A value, or the names of the values that are missing. */
export type Filled = { value: unknown } | { missing: readonly string[] };

/** Where values come from. */
export interface Sources {
  text: string;
  /** Values with names: from tool outputs and the documentation. */
  records: readonly JsonRecord[];
  /** Used if nothing else fits. */
  fallback?: JsonRecord;
  /** Ends the work with its reason. */
  signal?: AbortSignal | undefined;
}

/** Maximum nesting: a schema may contain itself. */
const DEEPEST = 12;
const MOST_ITEMS = 50;
/** How many items of a record's list are converted. */
const MOST_KNOWN = 200;
/** Limits: how many fields are filled in, and how much of the text is searched. */
const MOST_PLACES = 2000;
const MOST_LETTERS = 20_000;

/** The part of the schema that is being filled in. */
interface Place {
  name: string;
  /** True if the value is required: then weak matches count too. */
  needed: boolean;
  depth: number;
}

/**
 * Fills in a form given as a JSON Schema, using only its sources: the text (each part of it for one
 * value only), the records, and the schema itself.
 */
export class Filler {
  readonly #schema: JsonSchema;
  readonly #root: JsonSchema;
  readonly #sources: Sources;
  readonly #taken: Span[] = [];
  /** How the value of a name was found, so that later ones are found the same way. */
  readonly #ways = new Map<string, string>();
  #places = 0;
  readonly #turn: () => Promise<void>;
  #only: ReadonlyMap<string, string> | undefined;

  /** `root` resolves references if the schema is a part of another. */
  constructor(schema: JsonSchema, sources: Sources, root: JsonSchema = schema) {
    this.#schema = schema;
    this.#root = root;
    this.#sources = { ...sources, text: sources.text.slice(0, MOST_LETTERS) };
    this.#turn = turns(sources.signal);
  }

  /** True if the form has more places than are tried. */
  get hasGivenUp(): boolean {
    return this.#places > MOST_PLACES;
  }

  fill(name = 'answer'): Promise<Filled> {
    return this.#fill(this.#schema, { name, needed: true, depth: 0 });
  }

  /**
   * Fills in the form once more with the matching values left in the text; `undefined` if none are
   * left.
   */
  async again(): Promise<JsonRecord | undefined> {
    const before = this.#taken.length;
    this.#only = new Map(this.#ways);
    const filled = await this.fill();
    this.#only = undefined;
    const isNew = this.#taken.slice(before).some(({ from, to }) => to > from);
    return isNew && 'value' in filled && isRecord(filled.value) ? filled.value : undefined;
  }

  async #fill(given: JsonSchema, place: Place): Promise<Filled> {
    const missing = { missing: [place.name] };
    if (place.depth > DEEPEST || this.hasGivenUp || ++this.#places > MOST_PLACES) return missing;
    await this.#turn();
    const schema = allOf(resolved(given, this.#root), this.#root);
    if (schema.const !== undefined) return { value: schema.const };
    const alternatives = alternativesOf(schema, this.#root);
    if (alternatives) return this.#oneOf(alternatives, place);
    const type = typeOf(schema);
    if (type === 'object') return this.#object(schema, place);
    if (type === 'array') return this.#array(schema, place);
    return this.#scalar({ name: place.name, type, schema }, place);
  }

  /** The first alternative that can be filled in; an optional one may stay empty. */
  async #oneOf(alternatives: readonly JsonSchema[], place: Place): Promise<Filled> {
    const some = alternatives.filter((one) => !isNull(one));
    const mayBeNull = some.length < alternatives.length;
    let missing: Filled = { missing: [place.name] };
    for (const one of some) {
      const filled = await this.#fill(one, { ...place, needed: place.needed && !mayBeNull });
      if ('value' in filled) return filled;
      missing = filled;
      if (this.hasGivenUp) break;
    }
    return mayBeNull && place.needed ? { value: null } : missing;
  }

  async #object({ properties = {}, required = [] }: JsonSchema, place: Place): Promise<Filled> {
    const value: { [name: string]: unknown } = {};
    const missing: string[] = [];
    const names = new Set(Array.isArray(required) ? (required as string[]) : []);
    const known = isRecord(properties) ? properties : {};
    const all = [...new Set([...names, ...Object.keys(known)])];
    for (const name of all) {
      const needed = names.has(name);
      const given = known[name] ?? true;
      // Without a type there is nothing to look for.
      const schema = isRecord(given) ? given : {};
      if (this.hasGivenUp) return { missing: [place.name] };
      const filled = await this.#fill(schema, { name, needed, depth: place.depth + 1 });
      if ('value' in filled) value[name] = filled.value;
      else if (needed) missing.push(...filled.missing);
    }
    if (missing.length > 0) return { missing };
    // Optional objects without any values are left out.
    if (!place.needed && Object.keys(value).length === 0) return { missing: [place.name] };
    return { value };
  }

  async #array(schema: JsonSchema, place: Place): Promise<Filled> {
    const least = Number(schema.minItems ?? 0);
    const most = Math.min(MOST_ITEMS, Number(schema.maxItems ?? MOST_ITEMS));
    const items = resolved(isRecord(schema.items) ? schema.items : {}, this.#root);
    const found = (await this.#items(items, place)).slice(0, most);
    const value = schema.uniqueItems ? unique(found) : found;
    if (value.length < least || (value.length === 0 && !place.needed)) {
      return { missing: [place.name] };
    }
    return { value };
  }

  async #items(items: JsonSchema, place: Place): Promise<readonly unknown[]> {
    const type = typeOf(items);
    const known = fromRecords(this.#sources.records, place.name, { type: 'array' });
    if (Array.isArray(known)) return this.#known(known, items);
    if (type === 'object' || type === 'array') return [];
    const wanted = { name: place.name, type, schema: items };
    const listed = type === 'string' ? listedBehind(place.name, this.#sources.text) : [];
    const { strong, weak } = factsFor(wanted, this.#sources.text);
    const sure = [...listed, ...withNext(strong, weak, this.#sources.text)];
    const facts = this.#free(sure.length > 0 || !place.needed ? sure : sameWay(weak));
    for (const fact of facts) this.#take(place.name, fact);
    return facts.map(({ value }) => value);
  }

  /** A record's list, converted to the wanted item type. */
  async #known(known: readonly unknown[], items: JsonSchema): Promise<readonly unknown[]> {
    const values: unknown[] = [];
    for (const one of known.slice(0, MOST_KNOWN)) values.push(...(await this.#item(one, items)));
    return values;
  }

  /** Nothing if an item cannot be converted. */
  async #item(known: unknown, items: JsonSchema): Promise<readonly unknown[]> {
    if (isRecord(known) && typeOf(items) === 'object') {
      const { signal } = this.#sources;
      const sources = { text: '', records: [known], signal };
      const one = await new Filler(items, sources, this.#root).fill();
      return 'value' in one ? [one.value] : [];
    }
    const { id, name, title } = isRecord(known) ? known : {};
    const plain = isRecord(known) ? (id ?? name ?? title) : known;
    const value = fromRecords([{ value: plain }], 'value', items);
    return value === undefined ? [] : [value];
  }

  #scalar(wanted: Wanted, { name, needed }: Place): Filled {
    const { strong, weak } = factsFor(wanted, this.#sources.text);
    const said = this.#first(name, strong);
    if (said) return { value: said.value };
    const known = this.#only ? undefined : fromRecords(this.#sources.records, name, wanted.schema);
    if (known !== undefined) return { value: known };
    const meant = needed ? this.#first(name, weak) : undefined;
    if (meant) return { value: meant.value };
    const last = needed && fromRecords([this.#sources.fallback ?? {}], name, wanted.schema);
    if (last) return { value: last };
    const { enum: values, default: usual } = wanted.schema;
    if (needed && Array.isArray(values) && values.length === 1) return { value: values[0] };
    if (needed && usual !== undefined) return { value: usual };
    return { missing: [name] };
  }

  #first(name: string, facts: readonly Fact[]): Fact | undefined {
    const way = this.#only?.get(name);
    const [found] = this.#free(facts).filter(({ how }) => !this.#only || how === way);
    if (found) this.#take(name, found);
    return found;
  }

  #free(facts: readonly Fact[]): Fact[] {
    const free = facts.filter((fact) => !this.#taken.some((span) => overlap(span, fact)));
    // Of two overlapping ranges, the first.
    return free.filter((fact, index) => !free.slice(0, index).some((one) => overlap(one, fact)));
  }

  #take(name: string, { from, to, how }: Fact): void {
    this.#taken.push({ from, to });
    this.#ways.set(name, how);
  }
}

/** The error for a form with more places than are tried; `param` is the field of the request. */
export function tooManyFields(param: string): ApiError {
  const message = `The schema in '${param}' has too many fields and alternatives: oint-guide tries ${MOST_PLACES}. Ask for less at once.`;
  return badRequest(message, param, 'schema_too_complex');
}

function sameWay(facts: readonly Fact[]): Fact[] {
  return facts.filter(({ how }) => how === facts[0]?.how);
}

function unique(values: readonly unknown[]): unknown[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = JSON.stringify(value);
    return !seen.has(text) && seen.add(text);
  });
}
