import type { Call } from '../../core/definition/call.js';
import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { any, bytes, flag, text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { Bytes } from '../../core/files/bytes.js';
import { typeByName } from '../../core/files/media-type.js';
import { fieldText, writeJson } from '../../core/json/write.js';
import { isRecord } from '../../core/util/is-record.js';
import { setter } from './handle.js';
import { isEmpty } from './initialization.js';
import type { Body, HttpRequestHandle } from './request.js';

/**
 * Sets bytes as the body: a file, or what is at a URL.
 */
export const setBinaryBody = setter(
  'SetBinaryBody',
  {
    data: bytes('The body', { example: 'picture.jpg' }),
    setIfEmpty: flag('Set it also if it is empty', { option: 'empty', default: false }),
  },
  (request, { data, setIfEmpty }) => {
    if (data.size === 0 && !setIfEmpty) return;
    request.body = { kind: 'bytes', bytes: data };
  },
);

/**
 * Sets text as the body.
 */
export const setStringBody = setter(
  'SetStringBody',
  {
    data: text('The text', { example: 'Hello' }),
    writeBOM: flag('With a byte order mark', { option: 'bom', default: false }),
  },
  (request, { data, writeBOM }) => {
    request.body = { kind: 'text', text: writeBOM ? `\uFEFF${data}` : data };
  },
);

/**
 * Sets a value as the body, in JSON. No digit of a number is lost.
 */
export const setJsonBody = setter(
  'SetJsonBody',
  { data: any('The value', { example: "{'name':'Ann'}" }) },
  (request, { data }) => {
    request.body = { kind: 'json', value: data };
  },
);

/**
 * Sets the fields of a form as the body, URL-encoded.
 */
export const setFormBody = setter(
  'SetFormBody',
  { data: any('Object with the fields', { example: "{'name':'Ann'}" }) },
  (request, { data }, call) => {
    if (!isRecord(data)) throw inputError(callContext(call, 'data'), ' must be an object');
    request.body = { kind: 'form', value: data };
  },
);

const rootType = text('Type of the body', {
  option: 'type',
  default: 'Map',
  values: ['Map', 'Structure', 'Array'],
});

const emptyRoot = (type: string): unknown => (/^(array|list)$/i.test(type) ? [] : {});

/**
 * Begins a body in JSON, to which fields and values are added.
 */
export const initializeJsonBody = setter(
  'InitializeJsonBody',
  { rootType },
  (request, { rootType }) => {
    request.body = { kind: 'json', value: emptyRoot(rootType) };
  },
);

/**
 * Begins a form, to which fields are added.
 */
export const initializeFormBody = setter(
  'InitializeFormBody',
  { rootType },
  (request, { rootType }) => {
    request.body = { kind: 'form', value: emptyRoot(rootType) };
  },
);

const valueType = text('Type that the value is converted to, if that is possible', {
  option: 'type',
  optional: true,
  values: ['String', 'Number', 'Boolean', 'Array', 'Map'],
});

/**
 * Inserts a field into a body in JSON or a form.
 */
export const insertBodyField = setter(
  'InsertBodyField',
  {
    key: text('Name of the field', { example: 'name' }),
    value: any('Value of the field', { example: 'Ann' }),
    valueType,
  },
  (request, { key, value, valueType }, call) => {
    const root = rootOf(request, call);
    if (!isRecord(root)) throw inputError(callContext(call, 'key'), ': the body is a list');
    Object.defineProperty(root, key, {
      value: converted(value, valueType),
      ...{ enumerable: true, writable: true, configurable: true },
    });
  },
);

/**
 * Adds a value to a list in a body in JSON or a form.
 */
export const addValue = setter(
  'AddValue',
  {
    key: text('Name of the field with the list; empty for a body that is a list', {
      example: 'names',
    }),
    value: any('Value to add', { example: 'Ann' }),
    valueType,
  },
  (request, { key, value, valueType }, call) => {
    const root = rootOf(request, call);
    const list =
      key === '' ? root : isRecord(root) && Object.hasOwn(root, key) ? root[key] : undefined;
    if (!Array.isArray(list)) throw inputError(callContext(call, 'key'), ' does not name a list');
    list.push(converted(value, valueType));
  },
);

function rootOf({ body }: HttpRequestHandle, call: Call): unknown {
  if (body?.kind === 'json' || body?.kind === 'form') return body.value;
  const message = ' has no body for fields: use InitializeJsonBody or InitializeFormBody';
  throw inputError(callContext(call, 'request'), message);
}

/** A value that cannot be converted stays as it is. */
function converted(value: unknown, type: string | undefined): unknown {
  const name = type?.toLowerCase();
  if (name === undefined) return value;
  if (/^(string|text)$/.test(name)) return fieldText(value);
  if (name === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    return Number.isNaN(number) ? value : number;
  }
  if (/^(boolean|flag)$/.test(name))
    return (
      /^(true|1|yes)$/i.test(String(value)) ||
      (/^(false|0|no)$/i.test(String(value)) ? false : value)
    );
  if (/^(array|list)$/.test(name)) return Array.isArray(value) ? value : [value];
  return value;
}

/**
 * Begins a body of several parts: a form with files, or parts that belong together.
 */
export const startMultipartBody = setter(
  'StartMultipartBody',
  {
    useFile: flag('Accepted for compatibility: parts are always streamed', {
      option: 'file',
      default: true,
    }),
    view: text('Type after multipart/', {
      option: 'type',
      default: 'form-data',
      values: ['form-data', 'related', 'mixed'],
    }),
  },
  (request, { view }, call) => {
    if (!/^[\w.-]+$/.test(view)) throw inputError(callContext(call, 'view'), ' must be a word');
    request.body = { kind: 'multipart', type: view.toLowerCase(), fields: [], parts: [] };
  },
);

type Multipart = Extract<Body, { kind: 'multipart' }>;

function multipartOf({ body }: HttpRequestHandle, isForm: boolean, call: Call): Multipart {
  if (body?.kind === 'multipart' && (body.type === 'form-data') === isForm) return body;
  const wanted = isForm ? 'form-data' : 'related';
  const message = ` has no body of this kind: use StartMultipartBody with ${wanted}`;
  throw inputError(callContext(call, 'request'), message);
}

/**
 * Adds a file to a form.
 */
export const addMultipartFormDataFile = setter(
  'AddMultipartFormDataFile',
  {
    field: text('Name of the field', { example: 'file' }),
    filename: text('Name of the file', { example: 'picture.jpg' }),
    data: bytes('The file', { example: 'picture.jpg' }),
    type: text('Media type; by default that of the name', { option: 'mime', optional: true }),
    ignoreEmpty: flag('Leave it out if it is empty', { option: 'skipempty', default: false }),
  },
  async (request, { field, filename, data, type, ignoreEmpty }, call) => {
    if (ignoreEmpty && data.size === 0) return;
    const mime = type ?? (await typeByName(filename)) ?? data.type;
    multipartOf(request, true, call).fields.push([field, data.as(filename, mime)]);
  },
);

/**
 * Adds a field to a form with files.
 */
export const addMultipartFormDataField = setter(
  'AddMultipartFormDataField',
  {
    field: text('Name of the field', { example: 'title' }),
    value: any('Value of the field', { option: 'data', example: 'A picture' }),
  },
  (request, { field, value }, call) => {
    multipartOf(request, true, call).fields.push([field, fieldText(value)]);
  },
);

/**
 * Adds a part to a body of parts that belong together.
 */
export const addDataAsRelated = setter(
  'AddDataAsRelated',
  {
    data: any('Bytes or text of the part; an object becomes JSON', { example: '{}' }),
    type: text('Media type of the part', { option: 'mime', example: 'application/json' }),
    contentID: text('ID of the part', { option: 'cid', optional: true }),
  },
  async (request, { data, type, contentID }, call) => {
    const part = { data: await partBytes(data, call), type, id: contentID };
    multipartOf(request, false, call).parts.push(part);
  },
);

async function partBytes(data: unknown, call: Call): Promise<Bytes> {
  if (typeof data === 'string') return Bytes.of(Buffer.from(data));
  const isBytes = data instanceof Uint8Array || data instanceof Blob || data instanceof Bytes;
  if (isBytes) return bytesKind.parse(data as Uint8Array, callContext(call, 'data'));
  if (isEmpty(data)) return Bytes.of(Buffer.alloc(0));
  return Bytes.of(Buffer.from(writeJson(data)));
}
