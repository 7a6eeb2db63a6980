import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';

/** Refuses an empty path: it is what an unset variable leaves, and would mean the current folder. */
export function filled(call: Call, param: string, value: string): void {
  if (value.trim() === '') throw inputError(callContext(call, param), ' is empty');
}
