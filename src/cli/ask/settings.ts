import { readManifest } from '../../catalogue/manifest.js';
import { fromEnvironment } from '../../catalogue/variables.js';
import type { CallOptions } from '../../core/definition/call-options.js';
import { record, secret, text } from '../../core/definition/kinds/index.js';
import type { ParamContext } from '../../core/definition/param.js';
import { InputError } from '../../core/errors/errors.js';
import { isSecretHeader, Redactor } from '../../core/errors/redact.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { readCallConfig } from '../config/call-config.js';
import type { Config } from '../run/config-file.js';
import type { TypedSources } from '../run/sources.js';
import type { AskLine } from './options.js';

/** Whom to ask and how: from the line, the environment, the profile and the config, in this order. */
export interface Settings {
  url: string;
  token: string | undefined;
  model: string;
  system: string | undefined;
  options: JsonRecord | undefined;
  headers: JsonRecord | undefined;
  call: CallOptions;
  /** True where nobody named a server, so that the embedded one answers. */
  isFallback: boolean;
  /** Inputs fixed for tools, by service: the profile's over the config's own. */
  fixed: Readonly<Record<string, JsonRecord | undefined>>;
  /** Price of a million tokens, as `{"gpt-5-mini": {"input": 0.25, "output": 2}}` in the config. */
  prices: JsonRecord;
  /** Knows the secrets that nothing is to keep. */
  redactor: Redactor;
}

export async function readSettings(
  title: string,
  line: AskLine,
  config: Config,
  sources: TypedSources,
): Promise<Settings> {
  const profile = profileOf(title, config, line.values.profile);
  const redactor = new Redactor();
  const given = (name: string): unknown =>
    line.values[name] ??
    // What a profile says holds for it as a whole: another server's key is of no use to its server.
    (line.values.profile && name in profile ? profile[name] : undefined) ??
    ofEnvironment(name) ??
    profile[name] ??
    config.openai?.[name];
  const read = async <T>(
    name: string,
    kind: { parse(value: unknown, context: ParamContext): T | Promise<T> },
  ) => {
    const value = given(name);
    if (value === undefined || value === '') return undefined;
    return kind.parse(value, { param: name, name: `--${name}`, method: title, redactor, sources });
  };
  const isLocal = (value: unknown) => value === undefined || value === '' || value === 'local';
  const url = (await read('url', text('').kind)) ?? 'local';
  const token = await read('token', secret('').kind);
  const model = (await read('model', text('').kind)) ?? (isLocal(url) ? 'oint-guide' : undefined);
  if (!model) throw noModel(title);
  const headers = await read('headers', record('').kind);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (isSecretHeader(name)) redactor.add(secretIn(String(value)));
  }
  return {
    url,
    token,
    model,
    system: await read('system', text('').kind),
    options: await read('options', record('').kind),
    headers,
    call: line.values.config ? await readCallConfig(title, line.values.config, sources) : {},
    isFallback: isLocal(given('url')) && given('url') !== 'local',
    fixed: {
      ...config,
      // The same server as for the question, unless the profile says otherwise.
      openai: { ...config.openai, url, token },
      ...(isRecord(profile.tools) ? (profile.tools as Settings['fixed']) : {}),
    },
    prices: isRecord(config.prices) ? config.prices : {},
    redactor,
  };
}

/** What the environment says of an option, as it does for the methods of `openai`. */
function ofEnvironment(name: string): string | undefined {
  const methods = readManifest('openai').regions.flatMap((region) => region.methods);
  const params = methods.flatMap((method) => method.params);
  const param = params.find(({ option }) => option === name);
  return param && fromEnvironment('openai', name, param.env);
}

/** A header's secret without the word that says of what kind it is. */
function secretIn(value: string): string {
  return value.replace(/^(?:Bearer|Basic|Token)\s+/i, '').trim();
}

function profileOf(title: string, config: Config, name: string | undefined): JsonRecord {
  const profiles = config.profiles ?? {};
  const found = name === undefined ? {} : profiles[name];
  if (isRecord(found)) return found;
  const names = Object.keys(profiles);
  throw new InputError({
    method: title,
    param: 'profile',
    message: `the config has no profile "${name}"`,
    hint:
      names.length > 0
        ? `There are: ${names.join(', ')}.`
        : `Make it: oint config set profiles.${name}.url ADDRESS (also token, model, system, options)`,
  });
}

function noModel(title: string): InputError {
  return new InputError({
    method: title,
    param: 'model',
    message: 'no model is named',
    hint: 'Name it: -m MODEL, or once and for all: oint config set openai.model MODEL. oint openai GetModelList lists them.',
  });
}
