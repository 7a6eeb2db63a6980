import type { LogEntry } from '../../server/http-options.js';
import { withoutControls } from '../start/shown.js';
import type { Paint, Style } from '../start/terminal.js';

/** A log entry for programs: one line of JSON. */
export function jsonLine({ time, ...entry }: LogEntry): string {
  return `${JSON.stringify({ event: 'call', time: time.toISOString(), ...entry })}\n`;
}

/** A log entry for people: time, call, outcome, duration. */
export function textLine(
  { time, method, target, status, ms, error }: LogEntry,
  { isTTY, paint }: { isTTY: boolean; paint: Paint },
): string {
  const when = paint('dim', isTTY ? time.toTimeString().slice(0, 8) : time.toISOString());
  const how = paint(colorOf(status), String(status));
  const why = error === undefined ? '' : ` ${oneLine(error)}`;
  return `${when} ${method} ${oneLine(target)} ${how} ${ms} ms${why}\n`;
}

function colorOf(status: number): Style {
  return status < 400 ? 'green' : status < 500 ? 'yellow' : 'red';
}

const LONGEST = 300;

/** Nothing in a text from outside can look like another line. */
function oneLine(text: string): string {
  const plain = withoutControls(text.replace(/\s+/g, ' '));
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
