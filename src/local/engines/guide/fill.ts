import type { JsonSchema } from '../../../core/definition/param.js';
import { isRecord, type JsonRecord } from '../../../core/util/is-record.js';
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
}

/** Maximum nesting: a schema may contain itself. */
const DEEPEST = 12;
const MOST_ITEMS = 50;
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
  #only: ReadonlyMap<string, string> | undefined;

  /** `root` resolves references if the schema is a part of another. */
  constructor(schema: JsonSchema, sources: Sources, root: JsonSchema = schema) {
    this.#schema = schema;
    this.#root = root;
    this.#sources = { ...sources, text: sources.text.slice(0, MOST_LETTERS) };
  }

  fill(name = 'answer'): Filled {
    return this.#fill(this.#schema, { name, needed: true, depth: 0 });
  }

  /**
   * Fills in the form once more with the matching values left in the text; `undefined` if none are
   * left.
   */
  again(): JsonRecord | undefined {
    const before = this.#taken.length;
    this.#only = new Map(this.#ways);
    const filled = this.fill();
    this.#only = undefined;
    const isNew = this.#taken.slice(before).some(({ from, to }) => to > from);
    return isNew && 'value' in filled && isRecord(filled.value) ? filled.value : undefined;
  }

  #fill(given: JsonSchema, place: Place): Filled {
    const missing = { missing: [place.name] };
    const schema = allOf(resolved(given, this.#root), this.#root);
    if (place.depth > DEEPEST || ++this.#places > MOST_PLACES) return missing;
    if (schema.const !== undefined) return { value: schema.const };
    const alternatives = alternativesOf(schema, this.#root);
    if (alternatives) return this.#oneOf(alternatives, place);
    const type = typeOf(schema);
    if (type === 'object') return this.#object(schema, place);
    if (type === 'array') return this.#array(schema, place);
    return this.#scalar({ name: place.name, type, schema }, place);
  }

  /** The first alternative that can be filled in; an optional one may stay empty. */
  #oneOf(alternatives: readonly JsonSchema[], place: Place): Filled {
    const some = alternatives.filter((one) => !isNull(one));
    const mayBeNull = some.length < alternatives.length;
    let missing: Filled = { missing: [place.name] };
    for (const one of some) {
      const filled = this.#fill(one, { ...place, needed: place.needed && !mayBeNull });
      if ('value' in filled) return filled;
      missing = filled;
    }
    return mayBeNull && place.needed ? { value: null } : missing;
  }

  #object({ properties = {}, required = [] }: JsonSchema, place: Place): Filled {
    const value: { [name: string]: unknown } = {};
    const missing: string[] = [];
    const names = Array.isArray(required) ? (required as string[]) : [];
    const known = isRecord(properties) ? properties : {};
    const all = [...new Set([...names, ...Object.keys(known)])];
    for (const name of all) {
      const needed = names.includes(name);
      const given = known[name] ?? true;
      // Without a type there is nothing to look for.
      const schema = isRecord(given) ? given : {};
      const filled = this.#fill(schema, { name, needed, depth: place.depth + 1 });
      if ('value' in filled) value[name] = filled.value;
      else if (needed) missing.push(...filled.missing);
    }
    if (missing.length > 0) return { missing };
    // Optional objects without any values are left out.
    if (!place.needed && Object.keys(value).length === 0) return { missing: [place.name] };
    return { value };
  }

  #array(schema: JsonSchema, place: Place): Filled {
    const least = Number(schema.minItems ?? 0);
    const most = Math.min(MOST_ITEMS, Number(schema.maxItems ?? MOST_ITEMS));
    const items = resolved(isRecord(schema.items) ? schema.items : {}, this.#root);
    const found = this.#items(items, place).slice(0, most);
    const value = schema.uniqueItems ? unique(found) : found;
    if (value.length < least || (value.length === 0 && !place.needed)) {
      return { missing: [place.name] };
    }
    return { value };
  }

  #items(items: JsonSchema, place: Place): readonly unknown[] {
    const type = typeOf(items);
    const known = fromRecords(this.#sources.records, place.name, { type: 'array' });
    if (Array.isArray(known)) return known.flatMap((one) => this.#item(one, items));
    if (type === 'object' || type === 'array') return [];
    const wanted = { name: place.name, type, schema: items };
    const listed = type === 'string' ? listedBehind(place.name, this.#sources.text) : [];
    const { strong, weak } = factsFor(wanted, this.#sources.text);
    const sure = [...listed, ...withNext(strong, weak, this.#sources.text)];
    const facts = this.#free(sure.length > 0 || !place.needed ? sure : sameWay(weak));
    for (const fact of facts) this.#take(place.name, fact);
    return facts.map(({ value }) => value);
  }

  /** A record's list, converted to the wanted item type; nothing if an item cannot be converted. */
  #item(known: unknown, items: JsonSchema): readonly unknown[] {
    if (isRecord(known) && typeOf(items) === 'object') {
      const one = new Filler(items, { text: '', records: [known] }, this.#root).fill();
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
