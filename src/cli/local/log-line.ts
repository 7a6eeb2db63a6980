import type { Redactor } from '../../core/redact.js';
import type { LogEntry } from '../../local/server/exchange.js';
import { size } from '../progress.js';
import { painter, type Style } from '../terminal.js';

/** A request for programs: one line of JSON. */
export function jsonLine({ time, ...entry }: LogEntry, redactor: Redactor): string {
  const line = {
    event: 'request',
    time: time.toISOString(),
    ...entry,
    path: redactor.text(entry.path),
  };
  return `${JSON.stringify(line)}\n`;
}

/** A request for people: when, what, how it went, how long it took, and what it came to. */
export function textLine(entry: LogEntry, redactor: Redactor, stream: NodeJS.WriteStream): string {
  const { time, method, path, status, ms, model, end } = entry;
  const paint = painter(stream);
  const words = [
    paint('dim', stream.isTTY ? time.toTimeString().slice(0, 8) : time.toISOString()),
    method.padEnd(stream.isTTY ? 6 : 0),
    redactor.text(path),
    paint(colourOf(status), String(status)),
    `${ms} ms`,
    amount(entry),
    model,
    end === 'left' && paint('yellow', 'the client left'),
    end === 'slow' && paint('yellow', 'the client was given up'),
  ];
  return `${words.filter(Boolean).join(' ')}\n`;
}

function colourOf(status: number): Style {
  return status < 400 ? 'green' : status < 500 ? 'yellow' : 'red';
}

/** Tokens where a model counted them; else the bytes that went, or came where those are more. */
function amount({ tokens, received, sent }: LogEntry): string {
  if (tokens !== undefined) return `${tokens} tokens`;
  return received > sent ? `${size(received)} in` : size(sent);
}
