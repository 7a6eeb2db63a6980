import type { Effect } from './call.js';
import type { Reach } from './param.js';

/** What a method does, on three axes. */
export interface Effects {
  /** On the service. */
  service: Effect;
  /** On the files of this machine. */
  disk: 'read' | 'write' | undefined;
  /** True if it can run native code. */
  code: boolean;
}

interface Reaching {
  readonly reach?: Reach | undefined;
}

/** The effects of a method, from its definition or its manifest. */
export function effectsOf(
  { effect }: { readonly effect: Effect },
  params: readonly Reaching[],
): Effects {
  const reached = new Set(params.map(({ reach }) => reach));
  const disk = reached.has('write') ? 'write' : reached.has('read') ? 'read' : undefined;
  return { service: effect, disk, code: reached.has('code') };
}

/**
 * The worst effect of a method. Confirmations, `--read-only` and the annotations of tools depend on
 * it.
 */
export function worstOf({ service, disk, code }: Effects): Effect {
  if (service === 'delete') return service;
  return service === 'write' || disk === 'write' || code ? 'write' : 'read';
}
