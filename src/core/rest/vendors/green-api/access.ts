import {
  address,
  settings,
  textOrNumber,
  unresolvedSecret,
} from '../../../definition/kinds/index.js';
import { inputError } from '../../../definition/kinds/refuse.js';
import { method } from '../../../definition/method.js';
import { type ParamContext, partContext } from '../../../definition/param.js';
import { parseBase } from '../../../http/url.js';
import type { JsonRecord } from '../../../util/is-record.js';

/** An instance: an account of a messenger that GREEN-API runs, on a server of its own. */
export interface Instance {
  apiUrl: URL;
  /** Where files are uploaded. */
  mediaUrl: URL | undefined;
  idInstance: string;
  apiTokenInstance: string;
}

/** Names in the console of GREEN-API. */
const NAMES = ['apiUrl', 'mediaUrl', 'idInstance', 'apiTokenInstance'] as const;

/** The access parameters, as FormAccessParameters returns them. */
export type AccessRecord = Record<Exclude<(typeof NAMES)[number], 'idInstance'>, string> & {
  idInstance: string | number;
};

/** How an instance is shown in examples. */
export interface Sample {
  apiUrl: string;
  mediaUrl: string;
  idInstance: string;
  /** The environment variable with the token. */
  variable: string;
}

/** The first param of every method: the instance and its token. */
export function accessParam({ variable, ...sample }: Sample) {
  const fields = { ...sample, apiTokenInstance: `env:${variable}` };
  return settings<Instance, AccessRecord, { role: 'destination'; example: string }>(
    {
      takes: `a JSON object with ${NAMES.join(', ')}, or a .json file of one`,
      schema: { type: 'object', properties: { apiUrl: { type: 'string' } } },
      secrets: ['apitokeninstance', 'api_token_instance'],
      read: readInstance,
    },
    'Access parameters of the instance, from FormAccessParameters',
    { role: 'destination', example: JSON.stringify(fields).replaceAll('"', "'") },
  );
}

/** The method that builds the access parameters from the values in the console. */
export function formAccessParameters(service: string, { variable, ...sample }: Sample) {
  return method(service, 'FormAccessParameters', {
    effect: 'read',
    offline: true,
    params: {
      apiUrl: address('API URL', { option: 'api', example: sample.apiUrl }),
      mediaUrl: address('URL for uploads of files', { option: 'media', example: sample.mediaUrl }),
      idInstance: textOrNumber('Instance ID', { option: 'id', example: sample.idInstance }),
      apiTokenInstance: unresolvedSecret('Token of the instance', {
        option: 'token',
        example: `env:${variable}`,
      }),
    },
    run: ({ apiUrl, mediaUrl, idInstance, apiTokenInstance }) => ({
      ...{ apiUrl, mediaUrl },
      ...{ idInstance, apiTokenInstance },
    }),
  });
}

function readInstance(record: JsonRecord, place: ParamContext): Instance {
  const fields = fieldsOf(record, place);
  const { apiUrl = '', mediaUrl = '', idInstance = '', apiTokenInstance = '' } = fields;
  for (const name of ['apiUrl', 'idInstance', 'apiTokenInstance'] as const) {
    if (fields[name]) continue;
    const hint = "Copy it from the instance's page in the console of GREEN-API.";
    throw inputError(place, `: the field ${name} is missing`, { hint });
  }
  if (!/^\d+$/.test(idInstance)) {
    throw inputError(place, ': the field idInstance may only have digits');
  }
  return {
    apiUrl: parseBase(apiUrl, partContext(place, '.apiUrl')),
    mediaUrl: mediaUrl ? parseBase(mediaUrl, partContext(place, '.mediaUrl')) : undefined,
    idInstance,
    apiTokenInstance,
  };
}

/** The fields as text, by names without case and underscores. */
function fieldsOf(record: JsonRecord, place: ParamContext): Partial<Record<string, string>> {
  const fields: Partial<Record<string, string>> = {};
  for (const [key, value] of Object.entries(record)) {
    const plain = key.toLowerCase().replaceAll('_', '');
    const name = NAMES.find((one) => one.toLowerCase() === plain);
    if (!name) {
      const hint = `Fields: ${NAMES.join(', ')}.`;
      throw inputError(place, `: unknown field "${key.slice(0, 60)}"`, { hint });
    }
    if (value === undefined || value === null) continue;
    if (typeof value === 'function' || typeof value === 'symbol' || isNested(value)) {
      throw inputError(place, `: the field ${name} must be text`);
    }
    fields[name] = String(value).trim();
  }
  return fields;
}

/** A number with all its digits is an object too. */
function isNested(value: unknown): boolean {
  return typeof value === 'object' && !(value instanceof Number);
}
