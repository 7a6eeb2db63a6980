import type { ParamManifest } from '../../catalogue/manifest.js';
import { fromEnvironment } from '../../catalogue/variables.js';
import type { Config } from './config-file.js';

interface Found {
  /** By the param's TypeScript name. */
  values: Record<string, unknown>;
  /** The option that nobody gave and whose fallback stands in, if there is one. */
  fellBack: ParamManifest | undefined;
}

/**
 * A method's values: from the line, else the environment (`OINT_OPENAI_URL`, then other tools'
 * variables), else the config file, else the fallback.
 */
export function gatherValues(
  service: string,
  params: readonly ParamManifest[],
  typed: Readonly<Record<string, unknown>>,
  config: Config,
): Found {
  const values: Record<string, unknown> = {};
  for (const param of params) {
    const value =
      typed[param.option] ??
      fromEnvironment(service, param.option, param.env) ??
      fromConfig(config[service]?.[param.option]);
    if (value !== undefined) values[param.key] = value;
  }
  return { values, fellBack: fallBack(params, values) };
}

/** An empty text is no value, as it is none in the environment. */
function fromConfig(value: unknown): unknown {
  return value === '' || value === null ? undefined : value;
}

/** Fills in the fallbacks where the first of them is given nowhere, or is asked for by its value. */
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
