import { extensionOf } from '../../core/files/row-formats.js';

/** @see https://clickhouse.com/docs/interfaces/formats */

/** One value of JSON. */
const WHOLE =
  /^JSON(?:Compact|Strings|CompactStrings|ColumnsWithMetadata|Columns|CompactColumns|ObjectEachRow)?$/i;
/** A value of JSON for each row, in a line. */
const LINES =
  /^(?:JSON(?:Compact|Strings|CompactStrings)?EachRow(?:WithNames|WithNamesAndTypes)?|JSONLines|NDJSON)$/i;

export function isJson(format: string): boolean {
  return WHOLE.test(format) || isJsonLines(format);
}

export function isJsonLines(format: string): boolean {
  return LINES.test(format);
}

/** Formats that are text. */
const TEXT =
  /^(?:JSON|CSV|TSV|TabSeparated|TSKV|Pretty|Vertical|Values|XML|Markdown|CustomSeparated|SQLInsert|Template|Prometheus|Null|Hash|LineAsString)/i;

export function isText(format: string): boolean {
  return isJson(format) || TEXT.test(format);
}

const FILES: Readonly<Record<string, string>> = {
  ...{ csv: 'CSVWithNames', tsv: 'TSVWithNames', tab: 'TSVWithNames' },
  ...{ jsonl: 'JSONEachRow', ndjson: 'JSONEachRow', parquet: 'Parquet', arrow: 'Arrow' },
  ...{ arrows: 'ArrowStream', avro: 'Avro', orc: 'ORC', xml: 'XML', md: 'Markdown' },
  ...{ native: 'Native', msgpack: 'MsgPack', bson: 'BSONEachRow', npy: 'Npy', sql: 'SQLInsert' },
};

/** The endings of files whose formats the server can write; a .json file gets the whole result. */
export const SAVED = Object.keys(FILES);

/**
 * The format for a file with this name. JSON, which requests name by default, is only for names that say
 * nothing else.
 */
export function formatFor(path: string, asked = 'JSON'): string {
  return asked === 'JSON' ? (FILES[extensionOf(path)] ?? asked) : asked;
}
