import type { ParamManifest, ServiceManifest } from '../core/manifest.js';
import type { Config } from './config-file.js';

interface Found {
  /** By the param's TypeScript name. */
  values: Record<string, unknown>;
  /** True where the service's fallback stands in for an address nobody gave. */
  fellBack: boolean;
}

/**
 * A method's values: from the line, else the environment (`OINT_OPENAI_URL`, then other tools'
 * variables), else the config file, else the service's fallback.
 */
export function gatherValues(
  service: ServiceManifest,
  params: readonly ParamManifest[],
  typed: Readonly<Record<string, unknown>>,
  config: Config,
): Found {
  const values: Record<string, unknown> = {};
  for (const param of params) {
    const value =
      typed[param.option] ??
      fromEnvironment(service.name, param) ??
      config[service.name]?.[param.option];
    if (value !== undefined) values[param.key] = value;
  }
  return { values, fellBack: fallBack(service, params, values) };
}

function fromEnvironment(service: string, { option, env = [] }: ParamManifest): string | undefined {
  const own = `OINT_${service}_${option}`.toUpperCase().replaceAll('-', '_');
  for (const name of [own, ...env]) if (process.env[name]) return process.env[name];
  return undefined;
}

/** Fills in the fallback where its first param is given nowhere, or is asked for by its value. */
function fallBack(
  { fallback = {} }: ServiceManifest,
  params: readonly ParamManifest[],
  values: Record<string, unknown>,
): boolean {
  const [main] = Object.entries(fallback);
  const first = params.find(({ option }) => option === main?.[0]);
  if (!main || !first) return false;
  const given = values[first.key];
  if (given !== undefined && given !== main[1]) return false;
  for (const { option, key } of params) {
    if (fallback[option] !== undefined) values[key] ??= fallback[option];
  }
  return given === undefined;
}
