import { withoutControls } from '../../start/shown.js';
import { type Paint, painter } from '../../start/terminal.js';

/** Where a table is shown. */
export interface Screen {
  paint: Paint;
  /** The columns of a terminal; in a file or a pipe nothing is cut. */
  columns: number;
  /** What a terminal must not be sent is replaced. */
  safe(text: string): string;
}

export function screenOf(stream?: NodeJS.WriteStream): Screen {
  if (!stream?.isTTY) {
    return { paint: (_, text) => text, columns: Number.POSITIVE_INFINITY, safe: (text) => text };
  }
  return {
    paint: painter(stream),
    columns: stream.columns ?? 80,
    safe: withoutControls,
  };
}
