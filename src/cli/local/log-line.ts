import type { Redactor } from '../../core/errors/redact.js';
import type { LogEntry } from '../../local/server/exchange.js';
import { size } from '../run/progress.js';
import type { Paint, Style } from '../start/terminal.js';

/** A log entry for programs: one line of JSON. */
export function jsonLine({ time, ...entry }: LogEntry, redactor: Redactor): string {
  const line = {
    event: 'request',
    time: time.toISOString(),
    ...entry,
    path: redactor.text(entry.path),
  };
  return `${JSON.stringify(line)}\n`;
}

/** A log entry for people: time, request, outcome, duration, size. */
export function textLine(entry: LogEntry, redactor: Redactor, { isTTY, paint }: Look): string {
  const { time, method, path, status, ms, model, end } = entry;
  const when = paint('dim', isTTY ? time.toTimeString().slice(0, 8) : time.toISOString());
  const what = `${isTTY ? method.padEnd(6) : method} ${redactor.text(path)}`;
  const how = paint(colourOf(status), String(status));
  const left = ENDS[end] && ` ${paint('yellow', ENDS[end])}`;
  return `${when} ${what} ${how} ${ms} ms ${amount(entry)}${model ? ` ${model}` : ''}${left}\n`;
}

const ENDS = { done: '', left: 'client disconnected', slow: 'client timed out' };

/** Who reads the lines. */
export interface Look {
  isTTY: boolean;
  paint: Paint;
}

function colourOf(status: number): Style {
  return status < 400 ? 'green' : status < 500 ? 'yellow' : 'red';
}

/** Tokens if a model counted them; otherwise the bytes sent, or received if those are more. */
function amount({ tokens, received, sent }: LogEntry): string {
  if (tokens !== undefined) return `${tokens} tokens`;
  return received > sent ? `${size(received)} in` : size(sent);
}
