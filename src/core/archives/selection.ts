import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { callContext } from '../definition/param.js';
import { foldersAbove } from '../sync/tree.js';
import { cleanPath } from './member.js';

/** The paths in an archive that a caller named: files, or folders with all that is in them. */
export class Selection {
  readonly #call: Call;
  readonly #param: string;
  readonly #paths: Set<string>;
  readonly #missing: Set<string>;

  constructor(call: Call, param: string, paths: readonly string[]) {
    this.#call = call;
    this.#param = param;
    this.#paths = new Set(paths.map((path) => cleanPath(path.replaceAll('\\', '/'))));
    this.#missing = new Set(this.#paths);
    if (this.#paths.size === 0 || this.#paths.has('')) {
      throw inputError(callContext(call, param), ' must name at least one path');
    }
  }

  has(path: string): boolean {
    const found = [path, ...foldersAbove(path)].find((one) => this.#paths.has(one));
    if (found !== undefined) this.#missing.delete(found);
    return found !== undefined;
  }

  /** What the archive does not have, once all its paths were asked for. */
  get missing(): string[] {
    return [...this.#missing];
  }

  /** @throws {InputError} The archive does not have one of the paths. */
  checkAll(): void {
    const [missing] = this.#missing;
    if (missing === undefined) return;
    const what = `: the archive has no "${missing}"`;
    const hint = 'GetFilesList lists what is in it.';
    throw inputError(callContext(this.#call, this.#param), this.#call.redactor.text(what), {
      hint,
    });
  }
}
