import type { Call } from '../definition/call.js';
import { number } from '../definition/kinds/index.js';
import { InputError } from '../errors/errors.js';

/** Unpacked files of up to this size, in bytes, may have any ratio: very repetitive text does. */
const SMALL = 64 * 1024 * 1024;
/** Real content never has a higher ratio: it would be an attempt to fill the disk. */
const MOST_RATIO = 200;
const MOST_ENTRIES = 1_000_000;

/** Params of methods that unpack. */
export const limitParams = {
  maxSize: number(
    'Largest size of all unpacked files, in bytes; by default, 200 times that of the archive',
    { option: 'max-size', optional: true },
  ),
  maxEntries: number('Most files, folders and links in the archive', {
    option: 'max-entries',
    default: MOST_ENTRIES,
  }),
};

interface Given {
  maxSize?: number | undefined;
  maxEntries?: number | undefined;
}

/** Stops an archive that would unpack to far more than it seems: a bomb. */
export class Limits {
  readonly #call: Call;
  readonly #given: Given;
  /** How much of the archive was read. */
  readonly #packed: () => number;
  #entries = 0;
  /** Bytes that were unpacked. */
  size = 0;

  constructor(call: Call, given: Given, packed: () => number) {
    this.#call = call;
    this.#given = given;
    this.#packed = packed;
  }

  entry(): void {
    const { maxEntries = MOST_ENTRIES } = this.#given;
    if (++this.#entries > maxEntries) throw this.#tooMany(maxEntries);
  }

  bytes(count: number): void {
    this.size += count;
    this.expect(0);
  }

  /** Checks what an archive says of itself, before anything is unpacked. */
  announce(entries: number, size: number): void {
    const { maxEntries = MOST_ENTRIES, maxSize } = this.#given;
    if (entries > maxEntries) throw this.#tooMany(maxEntries);
    if (maxSize !== undefined) this.expect(size);
    else this.#checkRatio(size);
  }

  /** Checks a size before anything is written. */
  expect(more: number): void {
    const { maxSize } = this.#given;
    const size = this.size + more;
    if (maxSize !== undefined) {
      if (size > maxSize)
        throw this.#exceeded(`it unpacks to more than ${maxSize} bytes`, 'maxSize');
      return;
    }
    if (more === 0) this.#checkRatio(size);
  }

  #checkRatio(size: number): void {
    if (size <= SMALL || size <= MOST_RATIO * this.#packed()) return;
    throw this.#exceeded(`it unpacks to more than ${MOST_RATIO} times its size`, 'maxSize');
  }

  #tooMany(most: number): InputError {
    return this.#exceeded(`it has more than ${most} entries`, 'maxEntries');
  }

  #exceeded(what: string, param: string): InputError {
    const { method, redactor } = this.#call;
    const own = Object.hasOwn(this.#call.params, param);
    return new InputError({
      method,
      param: 'src',
      message: redactor.text(`${this.#call.label('src')} is not unpacked: ${what}`),
      hint: own ? `If you trust it, set ${this.#call.label(param)}.` : undefined,
    });
  }
}
