import { InputError } from '../../core/errors/errors.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { Config } from './config-file.js';

/** Where a value is in the config. */
export type Place = readonly string[];

/** Fields of a profile itself, which are those of `openai`: for `oint ask` and the methods. */
export const OF_OPENAI = ['url', 'token', 'model', 'system', 'options', 'headers'];

/** The name after `oint -p`, or in OINT_PROFILE. */
export function profileName(): string | undefined {
  return process.env.OINT_PROFILE || undefined;
}

/** Takes `-p NAME` in front of a command line: it holds for all that runs. Returns the rest. */
export function takeProfile(args: readonly string[]): readonly string[] {
  const [first = '', ...rest] = args;
  const [, inline] = /^--profile=(.*)$/s.exec(first) ?? [];
  if (inline === undefined && first !== '-p' && first !== '--profile') return args;
  const name = inline ?? rest.shift();
  if (!name || name.startsWith('-')) {
    const hint = 'Example: oint -p work s3 ListBuckets';
    throw new InputError({ message: `${first} needs the name of a profile`, hint });
  }
  process.env.OINT_PROFILE = name;
  return rest;
}

/**
 * A profile of the config; empty if none is named.
 *
 * @throws {InputError} There is no such profile.
 */
export function profileOf({ profiles = {} }: Config, name = profileName()): JsonRecord {
  const found = name === undefined ? {} : profiles[name];
  if (isRecord(found) && (name === undefined || Object.hasOwn(profiles, name))) return found;
  const names = Object.keys(profiles);
  throw new InputError({
    param: 'profile',
    message: `the config has no profile "${name}"`,
    hint:
      names.length > 0
        ? `Profiles: ${names.join(', ')}.`
        : `Create it: oint config set profiles.${name}.SERVICE.OPTION VALUE`,
  });
}

/** The values of a profile by service. Fields of the profile itself are those of `openai`. */
export function sectionsOf(profile: JsonRecord): Record<string, JsonRecord> {
  const sections = Object.entries(profile).filter(
    ([name, values]) => isRecord(values) && !OF_OPENAI.includes(name),
  ) as [string, JsonRecord][];
  const own = OF_OPENAI.filter((name) => isSet(profile[name])).map((name) => [name, profile[name]]);
  const all = Object.fromEntries(sections);
  return { ...all, openai: { ...Object.fromEntries(own), ...all.openai } };
}

/** The value of an option in the chosen profile, and where it is. */
export function inProfile(
  config: Config,
  service: string,
  option: string,
): { value: unknown; place: Place } | undefined {
  const name = profileName();
  if (name === undefined) return undefined;
  const profile = profileOf(config, name);
  const value = sectionsOf(profile)[service]?.[option];
  if (!isSet(value)) return undefined;
  const section = profile[service];
  const isNested = isRecord(section) && isSet(section[option]);
  return { value, place: ['profiles', name, ...(isNested ? [service] : []), option] };
}

/** The sections of the config; those of the profile override them. */
export function withProfile({ profiles, ...config }: Config, name = profileName()): Config {
  const sections = sectionsOf(profileOf({ profiles }, name));
  const changed = Object.entries(sections).map(([service, values]) => [
    service,
    { ...config[service], ...values },
  ]);
  return { ...config, ...Object.fromEntries(changed) };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
