import type { MethodManifest, ParamManifest } from '../../catalogue/manifest.js';
import type { CallOptions } from '../../core/definition/call-options.js';
import type { Keeper } from '../../core/definition/keeper.js';
import type { Sources } from '../../core/definition/param.js';
import { extensionOf } from '../../core/files/row-formats.js';
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
  return {
    ...typed,
    ...(isSaved(method, line) && { saveTo: line.out }),
  };
}

/** True if the method itself writes the file of `--out`: the bytes of its result, or of a response. */
function isSaved({ binary, saves = [] }: MethodManifest, line: Line): boolean {
  const { out, output, query, switches } = line;
  if (out === undefined || isEncoding(out)) return false;
  if (binary) return true;
  const isWhole =
    !output && query === undefined && !switches.has('text') && !switches.has('stream');
  return isWhole && (saves.includes('*') || saves.includes(extensionOf(out)));
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
