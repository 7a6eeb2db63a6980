import { InputError } from '../errors/errors.js';

/** A file or host that a call is not allowed to access. Nothing was opened or sent. */
export class NotAllowed extends InputError {
  /** What is not allowed, without the hint. */
  readonly what: string;

  constructor(what: string, hint?: string | undefined) {
    super({ message: what, hint });
    this.what = what;
  }

  override get name(): string {
    return 'InputError';
  }
}
