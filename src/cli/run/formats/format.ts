import { FORMATS } from '../../../catalogue/common-options.js';

/** The format of a result, as `--output` names it. */
export type Format = (typeof FORMATS)[number];

/** Formats with a line for each row, so that rows are written as they arrive. */
export type RowFormat = Extract<Format, 'jsonl' | 'table' | 'csv' | 'tsv'>;

export function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}

export function isRowFormat(format: Format | undefined): format is RowFormat {
  return format === 'jsonl' || format === 'table' || format === 'csv' || format === 'tsv';
}

const ENDINGS: Readonly<Record<string, Format>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  yaml: 'yaml',
  yml: 'yaml',
};

/** The format that the name of a file asks for; `undefined` if it gets the result as JSON. */
export function formatOfFile(out: string | undefined): Format | undefined {
  return ENDINGS[/\.(\w+)$/.exec(out ?? '')?.[1]?.toLowerCase() ?? ''];
}
