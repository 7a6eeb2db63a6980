import { type ErrorCode, errorTable, OintError } from '../../core/errors/errors.js';
import type { Failure } from './call.js';

/** The failure of a call that a worker made, as the worker describes it. */
export class WorkerError extends OintError {
  readonly code: ErrorCode;
  readonly failure: Failure;

  constructor(failure: Failure) {
    super({ message: failure.message });
    const { code } = failure.fields;
    this.code = Object.hasOwn(errorTable, String(code)) ? (code as ErrorCode) : 'service';
    this.failure = failure;
  }

  override get exitStatus(): number {
    return this.failure.exitStatus;
  }

  override toJSON(): Record<string, unknown> {
    return this.failure.fields;
  }
}

/** There is no answer to a call: its worker died, or Redis has lost it. */
export class LostCallError extends WorkerError {
  constructor() {
    const message = 'the worker that made the call died: it may have been carried out';
    super({
      message,
      fields: { name: 'LostCallError', code: 'connection', message, retryable: true },
      exitStatus: errorTable.connection.exit,
      isBusy: false,
      isPutOff: false,
      isLost: true,
    });
  }
}
