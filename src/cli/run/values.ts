import type { ParamManifest } from '../../catalogue/manifest.js';
import { fromEnvironment } from '../../catalogue/variables.js';
import type { Config } from './config-file.js';
import { inProfile } from './profile.js';

interface Found {
  /** By the param's TypeScript name. */
  values: Record<string, unknown>;
  /** The params whose values are from the config. */
  fromConfig: ReadonlySet<string>;
  /** The missing option whose fallback is used, if any. */
  fellBack: ParamManifest | undefined;
}

/**
 * A method's values: from the command line, the chosen profile, the environment (`OINT_OPENAI_URL`,
 * then other tools' variables), the config file or the fallback, in this order.
 */
export function gatherValues(
  service: string,
  params: readonly ParamManifest[],
  typed: Readonly<Record<string, unknown>>,
  config: Config,
): Found {
  const values: Record<string, unknown> = {};
  const fromConfig = new Set<string>();
  for (const param of params) {
    // A profile is complete in itself: the environment's key of another server is of no use to it.
    const kept = inProfile(config, service, param.option)?.value;
    const given =
      typed[param.option] ?? (kept === undefined ? environment(service, param) : undefined);
    const value = given ?? kept ?? inConfig(config[service]?.[param.option]);
    if (value === undefined) continue;
    values[param.key] = value;
    if (given === undefined) fromConfig.add(param.key);
  }
  return { values, fromConfig, fellBack: fallBack(params, values) };
}

function environment(service: string, { option, env }: ParamManifest): string | undefined {
  return fromEnvironment(service, option, env);
}

/** Empty text counts as missing, as it does in the environment. */
function inConfig(value: unknown): unknown {
  return value === '' || value === null ? undefined : value;
}

/** Fills in the fallbacks if the first of these params is missing or has its fallback's value. */
function fallBack(
  params: readonly ParamManifest[],
  values: Record<string, unknown>,
): ParamManifest | undefined {
  const [first, ...others] = params.filter(({ fallback }) => fallback !== undefined);
  if (!first) return undefined;
  const given = values[first.key];
  if (given !== undefined && given !== first.fallback) return undefined;
  for (const { key, fallback } of [first, ...others]) values[key] ??= fallback;
  return given === undefined ? first : undefined;
}
