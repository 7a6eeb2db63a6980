import type { MethodManifest, ParamManifest } from '../../catalogue/manifest.js';
import type { CallOptions } from '../../core/definition/call-options.js';
import type { Keeper } from '../../core/definition/keeper.js';
import type { Sources } from '../../core/definition/param.js';
import type { Line } from './line.js';
import { isEncoding } from './output.js';

/** The call options of a command line. */
export async function callOptions(
  title: string,
  method: MethodManifest,
  line: Line,
  sources: Sources,
): Promise<CallOptions> {
  const typed =
    line.config &&
    (await (await import('../config/call-config.js')).readCallConfig(title, line.config, sources));
  const toFile = method.binary && line.out && !isEncoding(line.out);
  return {
    ...typed,
    ...(toFile && { saveTo: line.out }),
  };
}

/** Its module is loaded when a service replaces a value, which is rare. */
export function keeperOf(
  service: string,
  params: readonly ParamManifest[],
  fromConfig: ReadonlySet<string>,
): Keeper {
  return {
    async replace(...replacement) {
      const { ConfigKeeper } = await import('./config-keeper.js');
      return new ConfigKeeper(service, params, fromConfig).replace(...replacement);
    },
  };
}
