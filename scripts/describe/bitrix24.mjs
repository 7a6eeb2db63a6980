// Bitrix24: parameters, nested fields and responses, parsed from the vendor's documentation.
import { plain } from './examples.mjs';

/** The server is written in PHP: a number may arrive as a string, a flag as Y or N. */
const TYPES = {
  integer: { type: ['integer', 'string'], pattern: '^(-?\\d+)?$' },
  double: { type: ['number', 'string'], pattern: '^(-?\\d+([.,]\\d+)?)?$' },
  boolean: { enum: [true, false, 1, 0, '1', '0', 'Y', 'N', 'true', 'false'] },
  string: { type: ['string', 'number'] },
  // Lists and records are the same in PHP. For example, `data` is called a list but is a record.
  array: { type: ['array', 'object'] },
  object: { type: ['array', 'object'] },
  any: {},
};
const LIKE_STRING = ['text', 'char', 'date', 'datetime', 'crm_status', 'crm_currency', 'enum'];
const LIKE_INTEGER = [
  'user',
  'crm_company',
  'crm_contact',
  'crm_category',
  'crm_entity',
  'location',
];

/** Corrections where the documentation has one type but shows another. */
const CORRECTED = {
  FILTER: 'object|string',
  params: 'object',
  order: 'object|string',
  FILE_ID: 'integer|array',
  UPLOAD_ID: 'integer|array',
  UF_DEPARTMENT: 'array',
};

/** Fields of leads after a nested table, where the parser stopped. */
const REST_OF_LEAD = [
  ...['STATUS_DESCRIPTION', 'STATUS_ID', 'TITLE', 'UTM_CAMPAIGN', 'UTM_CONTENT', 'UTM_MEDIUM'],
  ...['UTM_SOURCE', 'UTM_TERM', 'WEB'],
].map((name) => ({ name, type: name === 'WEB' ? 'crm_multifield' : 'string' }));

/** Each is marked as required, although the text says that one of them is. */
const ONE_OF = [
  ['CHAT_ID', 'DIALOG_ID'],
  ['FILE_ID', 'UPLOAD_ID'],
  ['MESSAGE', 'ATTACH'],
];

export default async function describe(read) {
  const { methods } = await read('methods-rest.json');
  methods['crm.lead.add'].nested.fields.push(...REST_OF_LEAD);
  const used = Object.values((await read('methods.json')).methods).flat();
  const names = Object.keys(methods).filter((name) => used.includes(name));
  const operations = names.map((name) => [
    name,
    { ...paramsOf(name, methods), example: exampleOf(name, methods) },
  ]);
  // Bundles other calls; no method of OInt sends it on its own.
  const batch = { params: { 'cmd!': 'object', halt: 'boolean' }, example: { result: {} } };
  return {
    'description.json': {
      title: 'Bitrix24 REST',
      sources: [
        {
          from: 'github.com/bitrix-tools/b24-rest-docs 2ba82021',
          date: '2026-08-21',
          licence: 'MIT',
        },
      ],
      base: '/rest',
      verbs: ['GET', 'POST'],
      places: ['query', 'form', 'json'],
      nesting: 'brackets',
      common: { auth: 'string' },
      schemas: TYPES,
      operations: Object.fromEntries([...operations, ['batch', batch]]),
    },
  };
}

function paramsOf(name, methods) {
  const { params: all, nested = {} } = published(name, methods);
  const names = new Set(all.map((one) => one.name));
  const groups = ONE_OF.filter(
    (group) =>
      group.every((one) => names.has(one)) &&
      all.some((one) => one.required && group.includes(one.name)),
  );
  const fields = all
    .filter((one) => /^\w+\*?$/.test(one.name))
    .map((one) => {
      const isRequired = one.required && !groups.flat().includes(one.name);
      const type = nested[one.name] ? recordOf(nested[one.name]) : typeOf(one.name, one.type);
      return [`${one.name}${isRequired ? '!' : ''}`, type];
    });
  return { params: Object.fromEntries(fields), ...(groups.length > 0 && { oneOf: groups }) };
}

/** A method in the documentation, with corrections from its text. */
function published(name, methods) {
  const method = methods[name];
  // There the fields of a lead are among the method's parameters.
  if (name === 'crm.lead.update') {
    const own = method.params.filter((one) => ['id', 'fields', 'params'].includes(one.name));
    return { params: own, nested: methods['crm.lead.add'].nested };
  }
  // "Besides, any parameter of user.add, to filter by its value."
  if (name !== 'user.get') return method;
  const filters = methods['user.add'].params.map((one) => ({ ...one, required: false }));
  return { params: [...method.params, { name: 'ID', type: 'integer|array' }, ...filters] };
}

/** A record of documented fields. Custom fields of a portal start with UF_. */
function recordOf(list) {
  const names = [...new Set(list.map(({ name }) => name.replace(/\.\.\.$/, '')))];
  const properties = Object.fromEntries(
    names.map((name) => [
      name,
      schemaOf(typeOf(name, list.find((one) => one.name === name)?.type ?? 'any')),
    ]),
  );
  const required = list.filter((one) => one.required).map(({ name }) => name);
  return {
    type: 'object',
    properties,
    patternProperties: { '^(UF|PARENT_ID)_': {} },
    ...(required.length > 0 && { required }),
  };
}

function typeOf(name, type) {
  if (CORRECTED[name]) return CORRECTED[name];
  if (/\[\]$|crm_multifield/.test(type)) return 'array';
  const names = type.split('|').map((one) => {
    if (LIKE_STRING.includes(one)) return 'string';
    if (LIKE_INTEGER.includes(one)) return 'integer';
    return TYPES[one] ? one : 'any';
  });
  return names.includes('any') ? 'any' : [...new Set(names)].join('|');
}

function schemaOf(type) {
  const each = type.split('|').map((name) => ({ $ref: `#/schemas/${name}` }));
  return each.length === 1 ? each[0] : { anyOf: each };
}

function exampleOf(name, methods) {
  const { answer, answer_text: text, returns = [], params } = methods[name];
  const found = answer ?? (text && repaired(text)) ?? made(name, returns, methods);
  const { time: _, ...example } = plain(found);
  const isCut = params.some(({ name: param }) => param.toLowerCase() === 'start');
  return isCut ? { ...example, next: 50, total: 1 } : example;
}

/** Parses an example that is truncated or has omissions, as far as possible. */
function repaired(text) {
  const lines = text.split('\n').filter((line) => !/^\s*\.\.\.\s*$|^\s*\[\]\s*$/.test(line));
  for (let end = lines.length; end > 1; end--) {
    const kept = lines.slice(0, end).join('\n').replace(/,\s*$/, '');
    const open = [];
    for (const [sign] of kept.replace(/"(\\.|[^"\\])*"/g, '').matchAll(/[[\]{}]/g)) {
      if (sign === '{' || sign === '[') open.push(sign === '{' ? '}' : ']');
      else open.pop();
    }
    try {
      return JSON.parse((kept + open.reverse().join('')).replace(/,(\s*[\]}])/g, '$1'));
    } catch {
      // Try again with one line less.
    }
  }
  return undefined;
}

const SAMPLES = {
  integer: 1,
  double: 1.5,
  boolean: true,
  array: [],
  object: {},
  datetime: '2026-01-01T09:00:00+03:00',
};

/** A response from the documented fields, if there is no example. */
function made(name, [, ...fields], methods) {
  const { type } = methods[name].returns?.[0] ?? {};
  if (fields[0]?.name === 'task') return methods['tasks.task.get'].answer;
  if (/^crm\.\w+\.fields$/.test(name))
    return { result: fieldTable(methods[name.replace('fields', 'add')].nested.fields) };
  const end = fields.findIndex((one, at) =>
    fields.slice(0, at).some((other) => other.name === one.name),
  );
  const own = fields.slice(0, end < 0 ? undefined : end).filter((one) => !one.name.includes('*'));
  const record = Object.fromEntries(own.map((one) => [one.name, SAMPLES[one.type] ?? '']));
  return { result: type === 'array' ? [record] : record };
}

function fieldTable(fields) {
  const flags = {
    isRequired: false,
    isReadOnly: false,
    isImmutable: false,
    isMultiple: false,
    isDynamic: false,
  };
  const known = fields.filter(({ name }) => !name.includes('...'));
  return Object.fromEntries(known.map(({ name, type }) => [name, { type, ...flags, title: name }]));
}
