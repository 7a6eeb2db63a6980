import { TarProblem } from './problem.js';

/** Extended headers: a value for each keyword. */
export type Pax = Map<string, Buffer>;

const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;
/** The number of bytes of a record; a longer number is a lie. */
const MOST_DIGITS = 8;

/** Where GNU's first format of sparse files has its map: pairs of records, in their order. */
const SPARSE_PART = /^GNU\.sparse\.(?:offset|numbytes)$/;

/**
 * Reads the records of an extended header: `LENGTH KEY=VALUE` and a line feed. An empty value removes
 * the key.
 */
export function readPax(data: Buffer, into: Pax, at: number): string[] {
  const sparse: string[] = [];
  for (let start = 0; start < data.length && data[start] !== 0; ) {
    const { key, value, end } = record(data, start, at);
    start = end;
    if (SPARSE_PART.test(key)) sparse.push(value.toString('latin1'));
    else if (value.length === 0) into.delete(key);
    else into.set(key, value);
  }
  return sparse;
}

function record(data: Buffer, start: number, at: number) {
  const space = data.subarray(start, start + MOST_DIGITS + 1).indexOf(SPACE);
  const digits = space < 0 ? '' : data.toString('latin1', start, start + space);
  const end = start + Number(digits);
  const isWhole = /^\d+$/.test(digits) && end <= data.length && data[end - 1] === NEWLINE;
  const equals = isWhole ? data.subarray(start, end).indexOf(EQUALS) : -1;
  if (equals <= space) throw new TarProblem(`an extended header is not valid, at byte ${at}`);
  return {
    key: data.toString('utf8', start + space + 1, start + equals),
    value: data.subarray(start + equals + 1, end - 1),
    end,
  };
}

/** A record of an extended header. Its length includes the digits of the length. */
export function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length++;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
