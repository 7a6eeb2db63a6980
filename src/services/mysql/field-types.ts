/** A column of a result, as the driver describes it. */
export interface Field {
  name: string;
  columnType: number;
  /** 63 for bytes. */
  characterSet: number;
  /** The digits after the point. */
  decimals: number;
  /** MariaDB's name of what a column of text really is: `json`. */
  extendedFormat?: string | undefined;
}

/** The types of the protocol that need care, by their numbers. */
export const TYPE = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  bit: 16,
  vector: 242,
  json: 245,
  newDecimal: 246,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

/** The character set of bytes. */
export const BINARY = 63;
export const ASCII = 11;

export function isJson({ columnType, extendedFormat }: Field): boolean {
  return columnType === TYPE.json || extendedFormat === 'json';
}
