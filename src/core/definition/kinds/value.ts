import { isTooDeep, MOST_LEVELS, TOO_DEEP } from '../../util/depth.js';
import {
  accessOf,
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../param.js';
import { bytesKind } from './bytes.js';
import { readData } from './json.js';
import { inputError } from './refuse.js';

/** The field of an object that stands for bytes: JSON has none. */
const BYTES = '$bytes';

const kind: Kind<unknown, unknown> = {
  name: 'any',
  takes: `JSON such as "{'key':'value'}", a .json file, or text; {'${BYTES}':'photo.png'} is a file's bytes`,
  schema: {},
  takesNull: true,
  async parse(value, context) {
    if (context.sources) return withBytes(await readData(value, context), context);
    // A program's value is data, and nothing in it is looked up.
    return accessOf(context).trusted ? value : withBytes(value, context);
  },
};

/**
 * A param for any data, as JSON. In what a user typed, bytes are written as an object with the one
 * field `$bytes`: a path, a URL or Base64.
 */
export function value<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, { ...spec, reach: 'read' });
}

function withBytes(value: unknown, context: ParamContext): unknown {
  if (isTooDeep(value, MOST_LEVELS)) throw inputError(context, ` is ${TOO_DEEP}`);
  return hasBytes(value) ? replaced(value, context) : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function isBytes(value: unknown): value is Record<string, unknown> {
  return isObject(value) && Object.hasOwn(value, BYTES) && Object.keys(value).length === 1;
}

function hasBytes(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasBytes);
  return isBytes(value) || (isObject(value) && Object.values(value).some(hasBytes));
}

async function replaced(value: unknown, context: ParamContext): Promise<unknown> {
  if (Array.isArray(value)) {
    return Promise.all(
      value.map((item, index) => replaced(item, partContext(context, `[${index}]`))),
    );
  }
  if (!isObject(value)) return value;
  if (isBytes(value)) {
    const bytes = await bytesKind.parse(value[BYTES] as string, partContext(context, `.${BYTES}`));
    return bytes.buffer();
  }
  const entries = Object.entries(value).map(
    async ([key, item]) => [key, await replaced(item, partContext(context, `.${key}`))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
