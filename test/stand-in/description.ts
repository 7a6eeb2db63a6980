import { readFileSync } from 'node:fs';

/** A JSON Schema; its `$ref`s refer to `#/schemas/NAME` of its description. */
export type Schema = { readonly [keyword: string]: unknown };
export type Values = Record<string, unknown>;

/** The position of a parameter. A body of `bytes` is accepted unchanged, with any media type. */
export type Place = 'query' | 'header' | 'json' | 'form' | 'multipart' | 'bytes';

/**
 * Parameters by name: `"channel!": "string"`. A `!` means required, a `*` at the end any name with
 * that prefix. A type is a name (from `schemas` or JSON Schema), several separated by |, or a schema.
 */
export type Params = Readonly<Record<string, string | Schema>>;

/** One operation of an API. */
export interface Operation {
  readonly verbs?: readonly string[];
  /** `/v1/pages/{page_id}`; by default the operation's name. */
  readonly path?: string;
  readonly params?: Params;
  /** At least one parameter of each group is required. */
  readonly oneOf?: readonly (readonly string[])[];
  /** The possible positions of `params`. */
  readonly places?: readonly Place[];
  /** Parameters that may only be in the query, or in headers. */
  readonly query?: Params;
  readonly header?: Params;
  readonly status?: number;
  /** The schema of responses; or, if it is not known, an example with all possible fields. */
  readonly answer?: Schema;
  readonly shape?: unknown;
  /** An example response; by default generated from the schema. */
  readonly example?: unknown;
}

/** A vendor's published API description without prose. Written by `scripts/describe.mjs`. */
export interface Description {
  readonly title: string;
  readonly sources: readonly { from: string; date: string; licence: string }[];
  /** The path prefix of all operations. */
  readonly base: string;
  /** Defaults for all operations. */
  readonly verbs: readonly string[];
  readonly places: readonly Place[];
  /** How lists and records are encoded in a query or form. */
  readonly nesting: 'json' | 'brackets' | 'commas';
  /** Parameters of every operation, in any position. */
  readonly common?: Params;
  readonly schemas?: Readonly<Record<string, Schema>>;
  readonly operations: Readonly<Record<string, Operation>>;
}

export function readDescription(file: URL): Description {
  return JSON.parse(readFileSync(file, 'utf8')) as Description;
}

export function schemaOfType({ schemas }: Description, type: string | Schema): Schema {
  if (typeof type !== 'string') return type;
  const each = type.split('|').map((name) => schemas?.[name] ?? { type: name });
  return each.length === 1 ? each[0]! : { anyOf: each };
}

/** The parameter of this name, required or not. */
export function paramOf(params: Params | undefined, name: string): string | Schema | undefined {
  if (!params) return undefined;
  const family = Object.keys(params).find(
    (key) => key.endsWith('*') && name.startsWith(key.slice(0, -1)),
  );
  return params[name] ?? params[`${name}!`] ?? (family ? params[family] : undefined);
}

/** The names in a path such as `/v1/pages/{page_id}`. */
export function pathParams({ path = '' }: Operation): string[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
}

export function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema that `$ref` refers to, merged with the other keywords. */
export function resolved(schema: Schema, schemas: Description['schemas']): Schema {
  let found = schema;
  while (typeof found.$ref === 'string') {
    const { $ref, ...beside } = found;
    const target = schemas?.[decodeURIComponent($ref.replace('#/schemas/', ''))];
    if (!target) throw new Error(`the description has no ${$ref}`);
    found = { ...target, ...beside };
  }
  return found;
}
