import type { JsonSchema } from '../../../core/definition/param.js';
import { isRecord } from '../../../core/util/is-record.js';
import { badRequest } from '../../errors.js';
import type { GrammarDefinitions, GrammarSchema, Scalar, ScalarType } from './llama.js';

const SCALARS = ['string', 'number', 'integer', 'boolean', 'null'] as const;
const FORMATS = ['date-time', 'time', 'date'] as const;

/** Keywords that do not affect the form of a value. */
const REMARKS = new Set(
  '$schema $id $comment $anchor title description default examples deprecated readOnly writeOnly'.split(
    ' ',
  ),
);
/** Keywords that are supported wherever they appear next to their type. */
const KNOWN = new Set(
  'type const enum oneOf anyOf allOf $ref $defs definitions properties required additionalProperties minProperties maxProperties items prefixItems minItems maxItems minLength maxLength format'.split(
    ' ',
  ),
);

/** Any JSON value. */
const ANY: GrammarSchema = {
  oneOf: [
    { type: ['string', 'number', 'boolean', 'null'] },
    { type: 'object', additionalProperties: true },
    { type: 'array' },
  ],
};

/** Any JSON object. */
export const ANY_OBJECT: GrammarSchema = { type: 'object', additionalProperties: true };

/**
 * Converts a JSON Schema to one that can be turned into a grammar. Every property is written,
 * optional ones too. In a strict schema, an unsupported keyword is an error; otherwise it is
 * ignored.
 */
export function grammarSchema(
  schema: JsonSchema,
  { strict, param }: { strict: boolean; param: string },
): GrammarSchema {
  return new Translation(strict, param).whole(schema);
}

class Translation {
  readonly #strict: boolean;
  readonly #param: string;

  constructor(strict: boolean, param: string) {
    this.#strict = strict;
    this.#param = param;
  }

  whole(schema: JsonSchema): GrammarSchema {
    const named = Object.entries({
      ...(isRecord(schema.definitions) && schema.definitions),
      ...(isRecord(schema.$defs) && schema.$defs),
    });
    const root = JSON.stringify(schema).includes('"$ref":"#"');
    const translated = this.#any(schema, '#');
    if (named.length === 0 && !root) return translated;
    const definitions = Object.fromEntries([
      ...named.map(([name, one]) => [name, this.#any(one, `#/$defs/${name}`)]),
      ...(root ? [['#', translated]] : []),
    ]) as GrammarDefinitions;
    return { oneOf: [translated], $defs: definitions };
  }

  #any(schema: unknown, at: string): GrammarSchema {
    if (schema === true || schema === undefined) return ANY;
    if (!isRecord(schema)) throw this.#refusal(`'${at}' is not a schema`);
    this.#check(schema, at);
    if (typeof schema.$ref === 'string') return this.#reference(schema.$ref, at);
    if ('const' in schema) return { const: this.#scalar(schema.const, at) };
    if (Array.isArray(schema.enum)) {
      return { enum: schema.enum.map((value) => this.#scalar(value, at)) };
    }
    const choices = schema.oneOf ?? schema.anyOf;
    if (Array.isArray(choices)) {
      return { oneOf: choices.map((choice, index) => this.#any(choice, `${at}/${index}`)) };
    }
    if (Array.isArray(schema.allOf)) return this.#allOf(schema.allOf, at);
    return this.#typed(schema, at);
  }

  #typed(schema: JsonSchema, at: string): GrammarSchema {
    const { type } = schema;
    if (Array.isArray(type)) {
      return { oneOf: type.map((one) => this.#typed({ ...schema, type: one }, at)) };
    }
    if (type === 'object' || (type === undefined && isRecord(schema.properties))) {
      return this.#object(schema, at);
    }
    if (type === 'array' || (type === undefined && schema.items !== undefined)) {
      return this.#array(schema, at);
    }
    if (type === undefined) return ANY;
    const scalar = SCALARS.find((name) => name === type);
    if (!scalar) throw this.#refusal(`'${at}' has the unknown type '${String(type)}'`);
    return scalar === 'string' ? this.#string(schema) : { type: scalar satisfies ScalarType };
  }

  #object(schema: JsonSchema, at: string): GrammarSchema {
    const properties = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
    const { additionalProperties: others } = schema;
    const shown = properties.map(([name, one]) => [name, this.#any(one, `${at}/${name}`)]);
    return {
      type: 'object',
      ...(shown.length > 0 && { properties: Object.fromEntries(shown) as GrammarDefinitions }),
      // Optional properties need not be written, but an object without any would be useless.
      ...(isRecord(others) && { additionalProperties: this.#any(others, `${at}/*`) }),
      ...(!isRecord(others) && {
        additionalProperties: others !== false && properties.length === 0,
      }),
      ...numbers(schema, ['minProperties', 'maxProperties']),
    };
  }

  #array(schema: JsonSchema, at: string): GrammarSchema {
    const { items, prefixItems: first } = schema;
    return {
      type: 'array',
      ...(isRecord(items) && { items: this.#any(items, `${at}/items`) }),
      ...(Array.isArray(first) && {
        prefixItems: first.map((one, index) => this.#any(one, `${at}/${index}`)),
        minItems: first.length,
        ...(items === false && { maxItems: first.length }),
      }),
      ...numbers(schema, ['minItems', 'maxItems']),
    };
  }

  #string(schema: JsonSchema): GrammarSchema {
    const format = FORMATS.find((name) => name === schema.format);
    if (format) return { type: 'string', format };
    return { type: 'string', ...numbers(schema, ['minLength', 'maxLength']) };
  }

  #reference(ref: string, at: string): GrammarSchema {
    if (ref === '#') return { $ref: '#/$defs/#' };
    const [, name] = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(ref) ?? [];
    if (name === undefined) throw this.#refusal(`'${at}' refers to '${ref}', which does not exist`);
    return { $ref: `#/$defs/${name}` };
  }

  /** A list of one schema is that schema; combining several is not supported. */
  #allOf(parts: readonly unknown[], at: string): GrammarSchema {
    if (parts.length > 1 && this.#strict) {
      throw this.#refusal(`'${at}' has 'allOf' with more than one schema`);
    }
    return this.#any(parts[0], at);
  }

  #scalar(value: unknown, at: string): Scalar {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
      return value as Scalar;
    }
    throw this.#refusal(`'${at}' has a value that is not a string, number, boolean or null`);
  }

  #check(schema: JsonSchema, at: string): void {
    if (!this.#strict) return;
    for (const [keyword, value] of Object.entries(schema)) {
      if (REMARKS.has(keyword) || isFree(keyword, value)) continue;
      const format = keyword === 'format' && !FORMATS.some((name) => name === value);
      if (KNOWN.has(keyword) && !format) continue;
      const what = format ? `the format '${String(value)}'` : `'${keyword}'`;
      throw this.#refusal(`'${at}' uses ${what}, which GGUF models do not support`);
    }
  }

  #refusal(message: string) {
    return badRequest(`Invalid schema: ${message}.`, this.#param, 'invalid_json_schema');
  }
}

/** What many tools write for "any integer". */
function isFree(keyword: string, value: unknown): boolean {
  if (keyword === 'minimum') return Number(value) <= Number.MIN_SAFE_INTEGER;
  return keyword === 'maximum' && Number(value) >= Number.MAX_SAFE_INTEGER;
}

function numbers(schema: JsonSchema, names: readonly string[]): Record<string, number> {
  const given = names.filter((name) => typeof schema[name] === 'number');
  return Object.fromEntries(given.map((name) => [name, Number(schema[name])]));
}
