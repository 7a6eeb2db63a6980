import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Keeper, Replacing } from '../../core/definition/keeper.js';
import type { Definition } from '../../core/definition/method.js';
import { InputError, TimeoutError } from '../../core/errors/errors.js';
import { LockBusy, withLockFile } from '../../core/files/lock-file.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { note } from '../start/terminal.js';
import { type Config, changeConfig, configPath, readConfig } from './config-file.js';
import { inProfile, type Place } from './profile.js';

type Replace = Keeper['replace'];
type Work = Parameters<Replace>[2];

/** Returns the keepers for methods whose values are fixed by a config. */
export function keepersIn(config: Config, path?: string): (definition: Definition) => Keeper {
  return ({ service, params }) => {
    const named = Object.entries(params).map(([key, { option = key }]) => ({ key, option }));
    const isKept = (option: string) =>
      config[service]?.[option] !== undefined || inProfile(config, service, option);
    const kept = named.filter(({ option }) => isKept(option));
    return new ConfigKeeper(service, named, new Set(kept.map(({ key }) => key)), path);
  };
}

/** The names of a param that are needed to find its value in the config. */
interface NamedParam {
  key: string;
  option: string;
}

/**
 * Writes values that a service replaces back to the config, if they are from the config. One process
 * at a time replaces a value; the others then use the new one.
 */
export class ConfigKeeper implements Keeper {
  readonly #service: string;
  readonly #params: readonly NamedParam[];
  readonly #fromConfig: ReadonlySet<string>;
  readonly #named: string | undefined;

  constructor(
    service: string,
    params: readonly NamedParam[],
    fromConfig: ReadonlySet<string>,
    path?: string,
  ) {
    this.#service = service;
    this.#params = params;
    this.#fromConfig = fromConfig;
    this.#named = path;
  }

  /** Found when it is needed: most calls replace nothing. */
  get #path(): string {
    return this.#named ?? configPath();
  }

  async replace(
    param: string,
    call: Parameters<Replace>[1],
    work: Work,
    { isVital = true }: Replacing = {},
  ): Promise<void> {
    const option = this.#params.find(({ key }) => key === param)?.option ?? param;
    const isKept = this.#fromConfig.has(param);
    const place = isKept ? placeOf(await readConfig(this.#path), this.#service, option) : undefined;
    if (!place || (!isVital && !(await isWritable(this.#path)))) {
      if ((await work(undefined)) && isVital) tellOfLoss(this.#service, option);
      return;
    }
    const { signal } = call.options;
    const locked = async () => this.#replaceAt(place, work, isVital);
    if (isVital) await checkWritable(this.#path);
    try {
      // Services may share a variable, and so its lock.
      const lock = `${this.#path}.${place[0]}.lock`;
      await withLockFile(lock, { signal, deadline: call.deadline }, locked);
    } catch (error) {
      if (!(error instanceof LockBusy)) throw error;
      throw signal?.aborted ? call.aborted() : busy(this.#service);
    }
  }

  async #replaceAt(place: Place, work: Work, isVital: boolean): Promise<void> {
    const kept = valueAt(await readConfig(this.#path), place);
    const replacement = await work(kept);
    if (!replacement) return;
    const { value, beside = {} } = replacement;
    try {
      await changeConfig(this.#path, (config) => {
        // The user has set another value in the meantime.
        if (!isDeepStrictEqual(valueAt(config, place), kept)) return config;
        const changed = withValue(config, place, value);
        return Object.entries(beside).reduce((whole, [option, text]) => {
          const own = placeOf(whole, this.#service, option);
          return own ? withValue(whole, own, text) : whole;
        }, changed);
      });
    } catch (error) {
      // The call itself continues: it has its token.
      if (!isVital) return;
      note(`${(error as Error).message}`);
      tellOfLoss(this.#service, place.at(-1)!);
    }
  }
}

/**
 * Where a value is stored: in the option itself, or in the variable that it names. Other sources
 * (`env:NAME`, a file) are not changed.
 */
function placeOf(config: Config, service: string, option: string): Place | undefined {
  const chosen = inProfile(config, service, option);
  const { value, place } = chosen ?? {
    value: config[service]?.[option],
    place: [service, option],
  };
  if (isRecord(value)) return place;
  if (typeof value !== 'string' || value === '') return undefined;
  if (value.startsWith('@@')) {
    const name = value.slice(2);
    const found = config.vars && Object.hasOwn(config.vars, name) ? config.vars[name] : undefined;
    return typeof found === 'string' ? ['vars', name] : undefined;
  }
  const isElsewhere = /^(env|file|cmd):|^[@-]/.test(value) || /^[^\n{]*\.json$/i.test(value);
  return isElsewhere ? undefined : place;
}

function valueAt(config: Config, place: Place): unknown {
  return place.reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), config);
}

function withValue<C extends JsonRecord>(
  config: C,
  [name = '', ...rest]: Place,
  value: unknown,
): C {
  const before = config[name];
  const inner = rest.length > 0 ? withValue(isRecord(before) ? before : {}, rest, value) : value;
  return { ...config, [name]: inner };
}

/** Checked before a token that works only once is used. */
async function checkWritable(path: string): Promise<void> {
  if (await isWritable(path)) return;
  throw new InputError({
    message: `the config file ${path} cannot be written, so the new tokens would be lost`,
    hint: 'Nothing was sent. Make the file and its folder writable.',
  });
}

async function isWritable(path: string): Promise<boolean> {
  const both = [dirname(path), path].map((one) => access(one, constants.W_OK));
  return Promise.all(both).then(
    () => true,
    () => false,
  );
}

function busy(service: string): TimeoutError {
  return new TimeoutError({
    deadline: 'timeout',
    after: 0,
    message: `another process is renewing the tokens of ${service}`,
    hint: 'Try again.',
  });
}

const told = new Set<string>();

function tellOfLoss(service: string, option: string): void {
  const key = `${service}.${option}`;
  if (told.has(key)) return;
  told.add(key);
  note(
    `${service} issued new tokens, so the refresh token in --${option} no longer works. To have OInt save new tokens, save the credentials in the config: oint config set ${key}`,
  );
}
