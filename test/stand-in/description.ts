import { readFileSync } from 'node:fs';

/** A JSON Schema; a `$ref` in it leads to `#/schemas/NAME` of its description. */
export type Schema = { readonly [keyword: string]: unknown };
export type Values = Record<string, unknown>;

/** Where a parameter stands. A body of `bytes` is taken as it is, whatever its media type. */
export type Place = 'query' | 'header' | 'json' | 'form' | 'multipart' | 'bytes';

/**
 * Parameters by name: `"channel!": "string"`. A `!` means required, a `*` at the end any name that
 * begins so; a type is a name (of `schemas`, or JSON Schema's own), several with | between, or a schema.
 */
export type Params = Readonly<Record<string, string | Schema>>;

/** One operation of an API. */
export interface Operation {
  readonly verbs?: readonly string[];
  /** `/v1/pages/{page_id}`; without one, the operation's name follows the base. */
  readonly path?: string;
  readonly params?: Params;
  /** Of each of these groups, one is required at least. */
  readonly oneOf?: readonly (readonly string[])[];
  /** Where `params` may stand: any of these. */
  readonly places?: readonly Place[];
  /** Parameters that stand in the query alone, or in headers alone. */
  readonly query?: Params;
  readonly header?: Params;
  readonly status?: number;
  /** What the answers may hold; or, where no schema is known, a value with all that may occur. */
  readonly answer?: Schema;
  readonly shape?: unknown;
  /** An answer; without one it is made from the schema. */
  readonly example?: unknown;
}

/** What a vendor has published of an API, without its prose. `scripts/describe.mjs` writes these. */
export interface Description {
  readonly title: string;
  readonly sources: readonly { from: string; date: string; licence: string }[];
  /** The path that all operations begin with. */
  readonly base: string;
  /** What holds for operations that say nothing else. */
  readonly verbs: readonly string[];
  readonly places: readonly Place[];
  /** How a list or record is written in a query or form. */
  readonly nesting: 'json' | 'brackets' | 'commas';
  /** Parameters that each operation takes, wherever its parameters stand. */
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

/** The schema that `$ref` leads to, with what stands beside the reference. */
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
