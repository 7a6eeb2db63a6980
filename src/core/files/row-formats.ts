/** The formats of files with rows. */
export type RowFileFormat = 'csv' | 'tsv' | 'jsonl';

/** Their names for people. */
export const ROW_FORMATS: Readonly<Record<RowFileFormat, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  jsonl: 'JSON Lines',
};

const ENDINGS: Readonly<Record<string, RowFileFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

/** The extension of a file's name in lower case, without its dot. */
export function extensionOf(name: string): string {
  return /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The format of rows in a file with this name; `undefined` for any other file. */
export function rowFormatOfName(name: string): RowFileFormat | undefined {
  return ENDINGS[extensionOf(name)];
}
