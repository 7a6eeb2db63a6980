import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { cut } from '../../core/util/cut.js';
import { withoutEnd } from '../../core/util/without-end.js';

/** A path on the site as Neocities writes it: without a slash at either end. */
export function sitePath(call: Call, param: string, given: string): string {
  const path = withoutEnd(given.trim().replace(/^(\.?\/)+/, ''), '/');
  const why = whyNotOnSite(path);
  if (why === undefined) return path;
  const hint = 'Paths on the site are relative to its root: images/cat.png';
  throw inputError(callContext(call, param), `: ${cut(path, 120) || 'the path'}: ${why}`, { hint });
}

/** Why the site cannot have a file at this path; `undefined` if it can. */
export function whyNotOnSite(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.split('/').some((name) => name === '..' || name === '.')) {
    return 'it leads out of the folder';
  }
  // The path is the name of a field in a form, where brackets would mean a list.
  if (/[[\]]/.test(path)) return 'Neocities accepts no brackets in the path of a file';
  return /[\0\r\n]/.test(path) ? 'it has a control character' : undefined;
}
