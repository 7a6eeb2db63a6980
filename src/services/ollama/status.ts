import type { Call } from '../../core/definition/call.js';
import type { Progress } from '../../core/definition/call-options.js';
import { cut } from '../../core/util/cut.js';
import type { Gathering } from './line-stream.js';
import type { ModelStatus } from './types.js';

/** The last status of an operation on a model, and the progress of all its parts. */
export class StatusGathering implements Gathering<ModelStatus, ModelStatus> {
  readonly #call: Call;
  readonly #direction: Progress['direction'];
  readonly #parts = new Map<string, { done: number; total: number }>();
  #last: ModelStatus = { status: '' };
  #lines = 0;
  readonly ending = 'status: success';

  constructor(call: Call, direction: Progress['direction']) {
    this.#call = call;
    this.#direction = direction;
  }

  add(line: ModelStatus): void {
    this.#lines++;
    this.#last = line;
    if (this.#count(line)) this.#tell();
  }

  get finished(): boolean {
    return this.#last.status === 'success';
  }

  whole(): ModelStatus {
    return { ...this.#last };
  }

  get progress(): string {
    const { status } = this.#last;
    return `${this.#lines} lines${status ? ` (the last: "${cut(String(status), 80)}")` : ''}`;
  }

  /** The parts follow each other, and each is announced only when its turn comes. */
  #count({ digest, total, completed }: ModelStatus): boolean {
    if (typeof digest !== 'string' || typeof total !== 'number') return false;
    const known = this.#parts.get(digest)?.done ?? 0;
    const done = typeof completed === 'number' ? completed : known;
    this.#parts.set(digest, { done: Math.min(done, total), total });
    return true;
  }

  #tell(): void {
    const { onProgress } = this.#call.options;
    if (!onProgress) return;
    let [done, total] = [0, 0];
    for (const part of this.#parts.values()) {
      done += part.done;
      total += part.total;
    }
    onProgress({ direction: this.#direction, done, total });
  }
}
