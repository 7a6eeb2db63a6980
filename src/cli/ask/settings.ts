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
import { profileName, profileOf, sectionsOf, withProfile } from '../run/profile.js';
import type { TypedSources } from '../run/sources.js';
import type { AskLine } from './options.js';
import { type PromptTemplate, TEMPLATE_FIELDS, templateOf } from './template.js';

/**
 * The server, model and options to use: from the command line, the environment, the profile and the
 * config, in this order.
 */
export interface Settings {
  url: string;
  token: string | undefined;
  model: string;
  system: string | undefined;
  template: PromptTemplate;
  /** Other names of models, from the config. */
  aliases: JsonRecord;
  options: JsonRecord | undefined;
  headers: JsonRecord | undefined;
  call: CallOptions;
  /** True if no server was named, so the embedded one is used. */
  isFallback: boolean;
  /** Fixed inputs for tools, by service: the profile's override the config's. */
  fixed: Readonly<Record<string, JsonRecord | undefined>>;
  /**
   * Prices per million tokens, such as `{"gpt-5-mini": {"input": 0.25, "output": 2}}` in the
   * config.
   */
  prices: JsonRecord;
  /** Masks the secrets in everything that is saved or shown. */
  redactor: Redactor;
}

export async function readSettings(
  title: string,
  line: AskLine,
  config: Config,
  sources: TypedSources,
): Promise<Settings> {
  const chosen = line.values.profile ?? profileName();
  const profile = profileOf(config, chosen);
  const { openai = {} } = sectionsOf(profile);
  const template = templateOf(title, config, line.values.template);
  const { aliases = {} } = config;
  const redactor = new Redactor();
  const given = (name: string): unknown =>
    line.values[name] ??
    (TEMPLATE_FIELDS.includes(name) ? template[name] : undefined) ??
    // A profile is complete in itself: the key of another server is of no use to its server.
    openai[name] ??
    ofEnvironment(name) ??
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
  const named = aliased(await read('model', text('').kind), aliases);
  if (!named && !isLocal(url)) throw noModel(title);
  const model = isLocal(url) ? await modelOfEmbedded(named) : named!;
  const headers = await read('headers', record('').kind);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (isSecretHeader(name)) redactor.add(secretIn(String(value)));
  }
  return {
    url,
    token,
    model,
    template,
    aliases,
    system: await read('system', text('').kind),
    options: await read('options', record('').kind),
    headers,
    call: line.values.config ? await readCallConfig(title, line.values.config, sources) : {},
    isFallback: isLocal(given('url')) && given('url') !== 'local',
    fixed: {
      ...withProfile(config, chosen),
      // The same server as for the question, unless the profile names another.
      openai: { ...config.openai, url, token },
      ...(isRecord(profile.tools) ? (profile.tools as Settings['fixed']) : {}),
    },
    prices: isRecord(config.prices) ? config.prices : {},
    redactor,
  };
}

/** The model that a name in the config is for; any other name unchanged. */
function aliased(name: string | undefined, aliases: JsonRecord): string | undefined {
  const model = name && Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  return typeof model === 'string' ? model : name;
}

/** The model with a name that is typed while the command runs. */
export async function modelFor({ url, aliases }: Settings, typed: string): Promise<string> {
  const name = aliased(typed, aliases)!;
  return url === 'local' ? modelOfEmbedded(name) : name;
}

async function modelOfEmbedded(named: string | undefined): Promise<string> {
  if (!named) return (await import('./local-model.js')).usualModel();
  return (await import('../../local/engines/gguf/model-files.js')).modelNamed(named);
}

/** An option's value from the environment, as for the methods of `openai`. */
function ofEnvironment(name: string): string | undefined {
  const methods = readManifest('openai').regions.flatMap((region) => region.methods);
  const params = methods.flatMap((method) => method.params);
  const param = params.find(({ option }) => option === name);
  return param && fromEnvironment('openai', name, param.env);
}

/** A header's secret without its scheme, such as Bearer. */
function secretIn(value: string): string {
  return value.replace(/^(?:Bearer|Basic|Token)\s+/i, '').trim();
}

function noModel(title: string): InputError {
  return new InputError({
    method: title,
    param: 'model',
    message: 'no model given',
    hint: 'Use -m MODEL, or save one: oint config set openai.model MODEL. To list models: oint openai GetModelList.',
  });
}
