import type { ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newAjv } from '../support/ajv.js';
import { paramsSchema } from './check.js';
import {
  type Description,
  type Operation,
  type Place,
  paramOf,
  pathParams,
  type Schema,
  type Values,
} from './description.js';
import type { StandIn } from './server.js';
import { Shapes } from './shape.js';

/** How to call a service, and how it reports errors. */
export interface Way {
  readonly description: Description;
  readonly headers: Record<string, string>;
  /** The URL of a path below the base. */
  url(standIn: StandIn, path: string): string;
  isRefusal(status: number, body: Values): boolean;
  /** Operations that need preparation. */
  readonly except?: readonly string[];
  /** Values for operations that need more than their schemas say. */
  readonly values?: Readonly<Record<string, Values>>;
}

/** Parameters for the next page: only values from a response are valid. */
const CURSORS = ['cursor', 'offset', 'start_cursor', 'start', 'START', 'page', 'pageToken'];

type Whole = { required: string[]; properties: Record<string, Schema> };

/** Most types have none of these. */
const WRONG = ['no such thing', { no_such_thing: [{}] }, [[[]]]];

/** Calls each operation with valid values, and with all kinds of invalid ones the description implies. */
export function testEveryOperation(start: () => Promise<StandIn>, way: Way): void {
  const { description } = way;
  const { schemas } = description;
  const fits = fitting(schemas);
  const names = Object.keys(description.operations);
  const shapes = new Shapes(description);

  /** Values for all parameters, or only for required ones. */
  const valuesOf = (name: string, isAll: boolean): Values => {
    const operation = description.operations[name]!;
    const whole = paramsSchema(description, operation);
    const required = [
      ...(whole.required as string[]),
      ...(operation.oneOf ?? []).map(([one]) => one),
    ];
    const common = Object.keys(description.common ?? {});
    const fields = Object.entries(whole.properties as Record<string, Schema>).filter(([field]) =>
      isAll ? ![...CURSORS, ...common].includes(field) : required.includes(field),
    );
    const properties = Object.fromEntries(fields);
    const made = shapes.fill({ type: 'object', properties, required }) as Values;
    return { ...made, ...way.values?.[name] };
  };
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await start();
  });
  beforeEach(() => standIn.reset());
  const request = async (name: string, values: Values) => {
    const answer = await send(name, values, way, standIn);
    const body = (await answer.json()) as Values;
    return { isRefused: way.isRefusal(answer.status, body), status: answer.status, body };
  };

  describe.each(names.filter((name) => !way.except?.includes(name)))('%s', (name) => {
    it.each([false, true])(
      'answers what its description allows; all parameters: %s',
      async (all) => {
        // The stand-in checks each response against the description before it sends it.
        const { status: expected = 200 } = description.operations[name]!;
        const { isRefused, status, body } = await request(name, valuesOf(name, all));
        expect({ isRefused, status, body }).toMatchObject({ isRefused: false, status: expected });
      },
    );

    it('refuses unknown, missing and mistyped parameters', async () => {
      const good = valuesOf(name, false);
      const operation = description.operations[name]!;
      const { required, properties } = paramsSchema(description, operation) as Whole;
      const inPath = pathParams(operation);
      const wrong: Values[] = [{ ...good, no_such_thing: 'x' }];
      for (const field of required.filter((one) => !inPath.includes(one))) {
        const { [field]: _, ...others } = good;
        const isText = placeOf(description, operation, field) !== 'json';
        const mistyped = WRONG.filter((value) => !isText || typeof value === 'string')
          .filter((value) => !fits(properties[field]!, value))
          .map((value) => ({ ...good, [field]: value }));
        wrong.push(others, ...mistyped.slice(0, 1));
      }
      for (const values of wrong) {
        const given = JSON.stringify(values);
        expect({ given, ...(await request(name, values)) }).toMatchObject({ isRefused: true });
      }
      expect(standIn.calls).toEqual([]);
    });
  });
}

/** Checks values with the schemas of parameters; many parameters share one. */
function fitting(schemas: Description['schemas']): (schema: Schema, value: unknown) => boolean {
  const ajv = newAjv({ validateSchema: false });
  const compiled = new Map<string, ValidateFunction>();
  return (schema, value) => {
    const key = JSON.stringify(schema);
    const validate = compiled.get(key) ?? ajv.compile({ ...schema, schemas });
    compiled.set(key, validate);
    return validate(value) as boolean;
  };
}

/** Where a request puts a value: the body is JSON if the operation accepts it, otherwise a form. */
function placeOf(description: Description, operation: Operation, field: string): Place {
  const { header, query, params, places = description.places } = operation;
  if (paramOf(header, field)) return 'header';
  const verb = verbOf(description, operation);
  const isInQuery = verb === 'GET' || (verb === 'DELETE' && !paramOf(params, field));
  if (paramOf(query, field) || isInQuery) return 'query';
  return places.includes('json') ? 'json' : 'form';
}

function verbOf({ verbs }: Description, operation: Operation): string {
  return (operation.verbs ?? verbs).at(-1)!;
}

function send(name: string, values: Values, way: Way, standIn: StandIn): Promise<Response> {
  const { description } = way;
  const operation = description.operations[name]!;
  let path = operation.path ?? `/${name}`;
  const query = new URLSearchParams();
  const headers = new Headers(way.headers);
  const [json, form]: Values[] = [{}, {}];
  for (const [field, value] of Object.entries(values)) {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    const place = placeOf(description, operation, field);
    if (path.includes(`{${field}}`)) path = path.replace(`{${field}}`, encodeURIComponent(text));
    else if (place === 'query') query.set(field, text);
    else if (place === 'header') headers.set(field, text);
    else if (place === 'json') json![field] = value;
    else form![field] = text;
  }
  const url = `${way.url(standIn, path)}${query.size > 0 ? `?${query}` : ''}`;
  const method = verbOf(description, operation);
  if (method === 'GET') return fetch(url, { headers });
  if (Object.keys(form!).length > 0) {
    const body = new URLSearchParams(form as Record<string, string>);
    return fetch(url, { method, headers, body });
  }
  const isEmpty = Object.keys(json!).length === 0;
  if (!isEmpty) headers.set('content-type', 'application/json');
  return fetch(url, { method, headers, body: isEmpty ? undefined : JSON.stringify(json) });
}
