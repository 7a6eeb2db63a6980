import type { Params, WirePlace } from '../definition/param.js';
import { Bytes } from '../files/bytes.js';
import type { RequestSpec } from '../http/build.js';
import type { FormField } from '../http/form.js';
import { encodeSegment } from '../http/url.js';
import { fieldText } from '../json/write.js';
import { isRecord } from '../util/is-record.js';

/** The values of a request by their names in it. */
export type Fields = Readonly<Record<string, unknown>>;

/** A route: the endpoint of a method. */
export interface Route {
  verb: string;
  /** As in the table: `/pages/{page}`, or a name of the service such as `users.list`. */
  path: string;
}

/**
 * The format of request bodies: JSON, or a form (multipart if it has files). With `none`, the fields
 * are in the query whatever the verb.
 */
export type BodyFormat = 'json' | 'form' | 'none';

/** Parses `GET /pages/{page}`, or only a name, which uses the table's default verb. */
export function parseRoute(text: string, verb: string): Route {
  const [, own, path] = /^([A-Z]+) (.+)$/.exec(text) ?? [];
  return own ? { verb: own, path: path! } : { verb, path: text };
}

/** The fields of a request, by place. */
export interface Placed {
  path: string;
  query: Record<string, unknown>;
  json: Record<string, unknown>;
  form: Record<string, unknown>;
  headers: Record<string, unknown>;
}

/** Puts the arguments of a call in their places, by the route, the params and the body format. */
export function place(
  route: Route,
  params: Params,
  args: Readonly<Record<string, unknown>>,
  body: BodyFormat,
): Placed {
  const placed: Placed = { path: route.path, query: {}, json: {}, form: {}, headers: {} };
  const usual = usualPlace(route, body);
  for (const key in params) {
    const value = onWire(params[key]!.wire.as, args[key]);
    if (value === undefined) continue;
    const { field = key, in: own, spread } = params[key]!.wire;
    if (route.path.includes(`{${key}}`)) {
      put(placed, 'path', key, value);
    } else if (spread) {
      Object.assign(placed[usual], value);
    } else {
      put(placed, own ?? usual, field, value);
    }
  }
  return placed;
}

/** The default place of fields. A request without a body has only its query. */
function usualPlace({ verb }: Route, body: BodyFormat): 'query' | 'json' | 'form' {
  const isBodiless = verb === 'GET' || verb === 'HEAD' || verb === 'DELETE' || body === 'none';
  return isBodiless ? 'query' : body;
}

/** The place of a field that is no param: the path if the route names it, otherwise the usual one. */
export function placeOf(field: string, route: Route, body: BodyFormat): WirePlace {
  return route.path.includes(`{${field}}`) ? 'path' : usualPlace(route, body);
}

/** The shape of a row's requests: its effect, its verb and the places of its params. */
export function shapeOf(route: Route, effect: string, params: Params, body: BodyFormat): string {
  const usual = usualPlace(route, body);
  const places = Object.entries(params).map(([key, { kind, wire }]) => {
    const where = route.path.includes(`{${key}}`) ? 'path' : (wire.in ?? usual);
    return kind.name === 'bytes' ? `${where} of bytes` : where;
  });
  return [effect, route.verb, ...[...new Set(places)].sort()].join(' ');
}

/** Sets one field. In JSON, a dot in its name means a nested field. */
export function put(placed: Placed, where: WirePlace, field: string, value: unknown): void {
  if (where === 'json') setDeep(placed.json, field.split('.'), value);
  else if (where === 'header') placed.headers[field] = value;
  else if (where === 'path')
    placed.path = placed.path.replace(`{${field}}`, () => encodeSegment(String(value)));
  else placed[where][field] = value;
}

function setDeep(
  into: Record<string, unknown>,
  [first, ...rest]: readonly string[],
  value: unknown,
) {
  const name = first!;
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const inner = { ...(isRecord(into[name]) ? into[name] : {}) };
  into[name] = inner;
  setDeep(inner, rest, value);
}

function onWire(as: ((value: never) => unknown) | undefined, value: unknown): unknown {
  if (value === undefined || !as) return value;
  return as(value as never);
}

/** The request with these fields. */
export function specOf({ verb }: Route, placed: Placed, body: BodyFormat): RequestSpec {
  const { query, json, form, headers } = placed;
  const spec: RequestSpec = { query, headers };
  if (verb === 'GET' || verb === 'HEAD') return spec;
  const isForm = body === 'form' && verb !== 'DELETE' && Object.keys(json).length === 0;
  if (isForm || Object.keys(form).length > 0) return { ...spec, ...formOf(form) };
  // An empty object, not an empty body: JSON APIs expect it for "no fields".
  const isEmpty = Object.keys(json).length === 0 && (verb === 'DELETE' || body === 'none');
  return isEmpty ? spec : { ...spec, json };
}

/** A list is one field of JSON, unless its name says that it is repeated: `filenames[]`. */
function repeated(name: string, value: unknown): readonly unknown[] {
  return name.endsWith('[]') && Array.isArray(value) ? value : [value];
}

/** A form: multipart if it has files, otherwise URL-encoded, which every server accepts. */
function formOf(form: Fields): Pick<RequestSpec, 'form' | 'body' | 'ownHeaders'> {
  const fields = Object.entries(form).flatMap(([name, value]) =>
    repeated(name, value).map(
      (one): FormField => [name, one instanceof Bytes ? one : fieldText(one)],
    ),
  );
  if (fields.some(([, value]) => value instanceof Bytes)) return { form: fields };
  const body = new URLSearchParams(fields as [string, string][]).toString();
  return { body, ownHeaders: { 'content-type': 'application/x-www-form-urlencoded' } };
}
