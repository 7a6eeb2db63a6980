import type { JsonSchema } from '../../../core/definition/param.js';
import { isRecord, type JsonRecord } from '../../../core/util/is-record.js';
import { type Fact, factsFor, listedBehind, type Wanted, withNext } from './facts.js';
import { fromRecords } from './records.js';
import { allOf, alternativesOf, isNull, resolved, typeOf } from './schema-parts.js';
import { overlap, type Span } from './spans.js';

/** A value, or the names of what it lacks. */
export type Filled = { value: unknown } | { missing: readonly string[] };

/** What values are taken from. */
export interface Sources {
  text: string;
  /** What is known by name: of a tool's answer, of the documentation. */
  records: readonly JsonRecord[];
  /** What will do where nothing else does. */
  fallback?: JsonRecord;
}

/** Deeper is no form that anybody fills in; a schema may hold itself. */
const DEEPEST = 12;
const MOST_ITEMS = 50;
/** So much of a form is filled in, and so many letters of a text are looked at for it. */
const MOST_PLACES = 2000;
const MOST_LETTERS = 20_000;

/** What of the schema is being filled in. */
interface Place {
  name: string;
  /** Whether it must be there: then what only could be meant is taken, too. */
  needed: boolean;
  depth: number;
}

/**
 * Fills in a form that is a JSON Schema, with nothing but what its sources hold: the text (a part of
 * it stands for one thing only), the records, and what the schema itself says.
 */
export class Filler {
  readonly #schema: JsonSchema;
  readonly #root: JsonSchema;
  readonly #sources: Sources;
  readonly #taken: Span[] = [];
  /** How a name's value was found, so that others are only found in the same way. */
  readonly #ways = new Map<string, string>();
  #places = 0;
  #only: ReadonlyMap<string, string> | undefined;

  /** `root` is what a schema's references are within, where it is a part. */
  constructor(schema: JsonSchema, sources: Sources, root: JsonSchema = schema) {
    this.#schema = schema;
    this.#root = root;
    this.#sources = { ...sources, text: sources.text.slice(0, MOST_LETTERS) };
  }

  fill(name = 'answer'): Filled {
    return this.#fill(this.#schema, { name, needed: true, depth: 0 });
  }

  /** The form once more, with what of its kind is left in the text; `undefined` where nothing is. */
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

  /** The first that can be filled in; nothing, where nothing will do and may be. */
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
      // What may be anything is nothing that could be looked for.
      const schema = isRecord(given) ? given : {};
      const filled = this.#fill(schema, { name, needed, depth: place.depth + 1 });
      if ('value' in filled) value[name] = filled.value;
      else if (needed) missing.push(...filled.missing);
    }
    if (missing.length > 0) return { missing };
    // What need not be there and holds nothing is left out.
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

  /** One of a known list, in the form that is wanted of each; none where it cannot be brought to it. */
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
    // Of two that overlap, the first.
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
