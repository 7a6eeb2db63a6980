import type { Progress } from '../../core/definition/call-options.js';
import { now } from '../../core/util/clock.js';
import { CLEAR_LINE, put, shown } from '../start/shown.js';

/** Short transfers show no progress. */
const SHOW_AFTER = 1_000;
const EVERY = 100;
const BAR = 24;

/** A progress bar on standard error if it is a terminal. */
export class ProgressBar {
  readonly #started = now();
  #drawn = 0;

  readonly update = (progress: Progress): void => {
    const at = now();
    if (at - this.#started < SHOW_AFTER || at - this.#drawn < EVERY) return;
    const { stderr } = process;
    if (!stderr.isTTY) return;
    this.#drawn = at;
    put(stderr, CLEAR_LINE);
    put(stderr, shown(this.#line(progress, at), stderr));
  };

  /** Removes the bar. */
  clear(): void {
    if (this.#drawn > 0) put(process.stderr, CLEAR_LINE);
    this.#drawn = 0;
  }

  #line({ direction, done, total }: Progress, at: number): string {
    const rate = done / ((at - this.#started) / 1000);
    const what = direction === 'up' ? 'Sending  ' : 'Receiving';
    const speed = `${size(rate)}/s`;
    const columns = process.stderr.columns ?? 80;
    if (!total) return `${what}  ${size(done)}  ${speed}`.slice(0, columns - 1);
    const share = Math.min(1, done / total);
    const full = Math.round(share * BAR);
    const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
    const left = rate > 0 ? clock((total - done) / rate) : '';
    const percent = `${Math.floor(share * 100)}%`.padStart(4);
    return `${what}  ${bar} ${percent}  ${size(done)} of ${size(total)}  ${speed}  ${left}`.slice(
      0,
      columns - 1,
    );
  }
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const rest = String(whole % 60).padStart(2, '0');
  return `${Math.floor(whole / 60)}:${rest} left`;
}
