import type { Call } from '../../core/definition/call.js';
import { settings } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext, type ParamContext, type ParamSpec } from '../../core/definition/param.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** The oldest version of the API whose fields and responses are those of this service. */
export const VERSION = '5.199';

/** What the reference calls the parameters: the token, and the community that it is used for. */
export interface Auth {
  token: string;
  /** ID of the community, without a minus. */
  group: string | undefined;
  /** Owner of posts, images and products: a community has a minus before its ID. */
  owner: string | undefined;
  /** Whether posts are signed by the community. */
  fromGroup: boolean;
  version: string;
  lang: string | undefined;
}

const NAMES = ['access_token', 'group_id', 'owner_id', 'from_group', 'app_id', 'v', 'lang'];
const EXAMPLE = "{'access_token':'env:VK_TOKEN','group_id':'218704372'}";

/** A param for the token and the community, as GetAuthParameters returns them. */
export function authParam<const S extends ParamSpec>(spec: S) {
  return settings(
    {
      takes: 'a JSON object with access_token and group_id, or a .json file of one',
      schema: { type: 'object', properties: { access_token: { type: 'string' } } },
      secrets: ['access_token'],
      read: readAuth,
    },
    'Access token and community, from GetAuthParameters',
    { ...spec, option: 'auth', example: EXAMPLE },
  );
}

function readAuth(record: JsonRecord, place: ParamContext): Auth {
  const given = textsOf(record, place);
  const owner = given.owner_id;
  const group = given.group_id?.replace(/^-/, '') ?? communityOf(owner);
  if (!given.access_token) throw inputError(place, ': the field access_token is missing');
  if (group !== undefined && !/^\d+$/.test(group)) {
    const hint = 'The page of a community shows it under Manage, or in its address: club218704372.';
    throw inputError(place, ': the field group_id must be the numeric ID of a community', { hint });
  }
  if (owner !== undefined && !/^-?\d+$/.test(owner)) {
    const hint = 'The ID of a community has a minus before it.';
    throw inputError(place, ': the field owner_id must be the numeric ID of its owner', { hint });
  }
  if (owner?.startsWith('-') && communityOf(owner) !== group) {
    throw inputError(place, ': the fields owner_id and group_id name two different communities');
  }
  return {
    token: given.access_token,
    group,
    owner: owner ?? (group && `-${group}`),
    fromGroup: given.from_group !== '0' && given.from_group !== 'false',
    version: isNewer(given.v) ? given.v : VERSION,
    lang: given.lang,
  };
}

/** The community that owns things with this `owner_id`. */
function communityOf(owner: string | undefined): string | undefined {
  return owner?.startsWith('-') ? owner.slice(1) : undefined;
}

function textsOf(record: JsonRecord, place: ParamContext): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    const key = name.toLowerCase();
    if (!NAMES.includes(key)) {
      const hint = `Fields: ${NAMES.join(', ')}.`;
      throw inputError(place, `: unknown field "${name.slice(0, 60)}"`, { hint });
    }
    if (value === null || value === undefined || value === '') continue;
    const isPlain = ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
    if (!isPlain) throw inputError(place, `: the field ${key} must be text`);
    found[key] = String(value).trim();
  }
  return found;
}

/** Parameters that were saved long ago name a version with other fields. */
function isNewer(version: string | undefined): version is string {
  const numbers = (text: string) => text.split('.').map(Number);
  const [major = 0, minor = 0] = numbers(version ?? '');
  const [leastMajor, leastMinor] = numbers(VERSION) as [number, number];
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** The owner of what a method reads or changes. */
export function ownerOf({ owner }: Auth, call: Call): string {
  return owner ?? missing('owner_id or group_id', call);
}

/** The community that a method is for. */
export function groupOf({ group }: Auth, call: Call): string {
  return group ?? missing('group_id', call);
}

function missing(field: string, call: Call): never {
  const hint = 'This method needs a community. GetAuthParameters returns all fields.';
  throw inputError(callContext(call, 'auth'), `: the field ${field} is missing`, { hint });
}
