import type { JsonRecord } from '../../../core/util/is-record.js';
import { columnsOf as widthOf } from '../../markdown/runs.js';
import { cellText, isMissing } from './cell-text.js';
import type { Screen } from './screen.js';

const GAP = '  ';
/** A column is not made narrower than this to fit on a terminal. */
const LEAST = 6;

/** A column: its name, its width, and whether it has numbers, which are aligned to the right. */
interface Column {
  name: string;
  width: number;
  isRight: boolean;
}

/**
 * Writes rows as a table for people: names above, numbers to the right. On a terminal, long cells
 * end in `…`. The first rows determine the columns and their widths.
 */
export function textTable(screen: Screen): (rows: readonly JsonRecord[]) => string {
  let columns: Column[] | undefined;
  return (rows) => {
    const isFirst = columns === undefined;
    columns ??= columnsOf(rows, screen);
    const lines = rows.map((row) => line(columns!, (name) => cell(row[name], screen)));
    return `${isFirst ? head(columns, screen) : ''}${lines.join('')}`;
  };
}

function columnsOf(rows: readonly JsonRecord[], screen: Screen): Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const widths = names.map((name) =>
    Math.max(
      1,
      widthOf(oneLine(name, screen)),
      ...rows.map((row) => widthOf(cell(row[name], screen))),
    ),
  );
  const fitted = fitting(widths, screen.columns);
  return names.map((name, at) => {
    const isRight = rows.every((row) => isMissing(row[name]) || isNumber(row[name]));
    return { name, width: fitted[at]!, isRight };
  });
}

function head(columns: readonly Column[], screen: Screen): string {
  const names = line(columns, (name) => oneLine(name, screen));
  const rule = columns.map(({ width }) => '─'.repeat(width)).join(GAP);
  return `${screen.paint('bold', names)}${screen.paint('dim', rule)}\n`;
}

/** Writes one record as a table with a line for each of its fields. */
export function fieldTable(record: JsonRecord, screen: Screen): string {
  const fields = Object.keys(record).map((name) => oneLine(name, screen));
  const left = Math.max(0, ...fields.map(widthOf));
  const room = Math.max(LEAST, screen.columns - left - GAP.length);
  return Object.values(record)
    .map((value, at) => {
      const free = ' '.repeat(left - widthOf(fields[at]!));
      const text = clipped(cell(value, screen), room);
      return `${screen.paint('bold', fields[at]!)}${text && `${free}${GAP}${text}`}\n`;
    })
    .join('');
}

function cell(value: unknown, screen: Screen): string {
  return isMissing(value) ? '' : oneLine(cellText(value), screen);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Number;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A cell is one line: its line breaks and tabs are spelled out. */
function oneLine(text: string, screen: Screen): string {
  return screen.safe(text.replace(/[\n\r\t]/g, (found) => ESCAPES[found]!));
}

/** Takes columns from the widest ones until the table fits. */
function fitting(widths: readonly number[], columns: number): number[] {
  const found = [...widths];
  const room = columns - GAP.length * (found.length - 1);
  for (;;) {
    const over = found.reduce((sum, width) => sum + width, 0) - room;
    const most = Math.max(...found);
    if (over <= 0 || most <= LEAST) return found;
    const next = Math.max(LEAST, ...found.filter((width) => width < most));
    const wide = found.filter((width) => width === most).length;
    const cut = Math.max(1, Math.min(most - next, Math.ceil(over / wide)));
    for (const [at, width] of found.entries()) {
      if (width === most) found[at] = Math.max(LEAST, width - cut);
    }
  }
}

function line(columns: readonly Column[], textOf: (name: string) => string): string {
  const cells = columns.map(({ name, width, isRight }) => {
    const text = clipped(textOf(name), width);
    const free = ' '.repeat(Math.max(0, width - widthOf(text)));
    return isRight ? `${free}${text}` : `${text}${free}`;
  });
  return `${cells.join(GAP).trimEnd()}\n`;
}

const segmenter = new Intl.Segmenter();

/** A text of at most so many columns, and never a part of a character. */
function clipped(text: string, columns: number): string {
  if (text.length <= columns && widthOf(text) <= columns) return text;
  let used = 1;
  let end = 0;
  for (const { segment } of segmenter.segment(text.slice(0, 4 * columns + 64))) {
    const wide = widthOf(segment);
    if (used + wide > columns) break;
    used += wide;
    end += segment.length;
  }
  return end < text.length ? `${text.slice(0, end)}…` : text;
}
