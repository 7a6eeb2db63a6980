import type { JsonRecord } from '../../../core/util/is-record.js';
import { safe } from '../../start/terminal.js';
import { lineOfJson } from '../json-line.js';
import type { RowFormat } from './format.js';
import { screenOf } from './screen.js';

/** Rows as text. It is called for some rows at a time: the first ones determine the columns. */
export type RowText = (rows: readonly JsonRecord[]) => string;

/** Writes rows in a format: for a stream, safe on a terminal; without one, for a file. */
export async function rowText(format: RowFormat, stream?: NodeJS.WriteStream): Promise<RowText> {
  if (format === 'table') {
    return (await import('./text-table.js')).textTable(screenOf(stream));
  }
  const toText = format === 'jsonl' ? lines : (await import('./delimited.js')).delimited(format);
  return stream?.isTTY ? (rows) => onTerminal(toText(rows), stream) : toText;
}

function lines(rows: readonly JsonRecord[]): string {
  return rows.map((row) => `${lineOfJson(row)}\n`).join('');
}

/** A terminal needs no carriage returns, and shows others as what they are. */
function onTerminal(text: string, stream: NodeJS.WriteStream): string {
  return safe(text.replaceAll('\r\n', '\n'), stream);
}
