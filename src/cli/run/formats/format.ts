import { FORMATS } from '../../../catalogue/common-options.js';
import { extensionOf, rowFormatOfName } from '../../../core/files/row-formats.js';

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

/** The format that the name of a file asks for; `undefined` if it gets the result as JSON. */
export function formatOfFile(out = ''): Format | undefined {
  return rowFormatOfName(out) ?? (/^ya?ml$/.test(extensionOf(out)) ? 'yaml' : undefined);
}
