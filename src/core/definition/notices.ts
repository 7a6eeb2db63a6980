import { OintError } from '../errors/errors.js';
import { cut } from '../util/cut.js';
import type { Notice } from './call-options.js';

/** A notice as psql prints it. */
export function noticeText({ severity, message, detail, hint }: Notice): string {
  const more = [detail && `DETAIL:  ${detail}`, hint && `HINT:  ${hint}`].filter(Boolean);
  return [`${severity}:  ${message}`, ...more].join('\n');
}

/** A loop in a database can send a notice for each row. */
const MOST = 50;
const LONGEST = 2_000;

/** The notices of a call, for a model: `onNotice: notices.add`. */
export class Notices {
  readonly #texts: string[] = [];
  #others = 0;

  readonly add = (notice: Notice): void => {
    if (this.#texts.length < MOST) this.#texts.push(cut(noticeText(notice), LONGEST));
    else this.#others++;
  };

  /** Empty if there are none. */
  get text(): string {
    const others = this.#others > 0 ? [`… and ${this.#others} more`] : [];
    return [...this.#texts, ...others].join('\n');
  }

  /** An error of the call with its notices, which may say why it failed. */
  addTo(error: unknown): unknown {
    return error instanceof OintError && this.text ? error.advises(this.text) : error;
  }
}
