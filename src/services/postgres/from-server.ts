import { fromArray } from './from-array.js';

/**
 * Values from the server, which sends text. No precision is lost: a value that does not fit into a
 * number, a Date or an object stays text.
 */

/** An integer as a number if it fits, otherwise as its digits. */
function integer(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** JSON has no `NaN` and `Infinity`: they stay text. */
function real(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

const TIMESTAMP =
  /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:([+-]\d\d)(:\d\d(?::\d\d)?)?)?$/;

/** `2026-03-25 18:10:17.123456+03` in ISO 8601; `infinity` and years BC stay as they are. */
function timestamp(text: string): string {
  const match = TIMESTAMP.exec(text);
  if (!match) return text;
  const [, date, time, hours = '', minutes = ':00'] = match;
  return hours ? `${date}T${time}${hours}${minutes}` : `${date}T${time}`;
}

/** In JSON it has the reference's form, which AddRecords and the other methods accept. */
function asReference(this: Buffer): { BYTEA: string } {
  return { BYTEA: this.toString('base64') };
}

function bytes(text: string): Buffer {
  const buffer = text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex') : unescaped(text);
  return Object.defineProperty(buffer, 'toJSON', { value: asReference });
}

/** The format of servers with `bytea_output = 'escape'`. */
function unescaped(text: string): Buffer {
  const plain = text.replace(/\\(\\|[0-7]{3})/g, (_, code: string) =>
    code === '\\' ? code : String.fromCharCode(Number.parseInt(code, 8)),
  );
  return Buffer.from(plain, 'latin1');
}

type Parse = (text: string) => unknown;

const asIs: Parse = (text) => text;

/** Parsers by the OID of a type and of its array type. Other types stay text. */
const TYPES: readonly (readonly [type: number, array: number, parse: Parse])[] = [
  [16, 1000, (text) => text === 't'],
  [17, 1001, bytes],
  [20, 1016, integer],
  [21, 1005, integer],
  [23, 1007, integer],
  [26, 1028, integer],
  [700, 1021, real],
  [701, 1022, real],
  [1114, 1115, timestamp],
  [1184, 1185, timestamp],
];

/** JSON and JSONB: the type, its array type and its name. */
const JSON_TYPES = [
  [114, 199, 'JSON'],
  [3802, 3807, 'JSONB'],
] as const;

/** Arrays of types whose values are text: text, names, numeric, dates, times, uuid, networks, ranges. */
const TEXT_ARRAYS = [
  ...[1002, 1003, 1009, 1014, 1015, 1231, 1182, 1183, 1270, 1187, 2951, 1041, 651, 1040, 775, 143],
  ...[
    1561, 1563, 791, 3643, 3905, 3907, 3909, 3911, 3913, 3927, 6150, 6151, 6152, 6153, 6155, 6157,
  ],
  ...[4073, 2949, 1008, 2201, 2207, 2208, 2209, 2210, 2211],
];

const parsers = new Map<number, Parse>();
for (const [type, array, parse] of TYPES) {
  parsers.set(type, parse);
  parsers.set(array, (text) => fromArray(text, parse));
}
for (const array of TEXT_ARRAYS) parsers.set(array, (text) => fromArray(text, asIs));

/**
 * Returns the parser of a type, which the driver gets for each column, once per result. How JSON is
 * read depends on the face.
 */
export function fromServer(parseJson: Parse): (oid: number) => Parse {
  return (oid) => {
    for (const [type, array, name] of JSON_TYPES) {
      const marked = (value: unknown) => ({ [name]: value });
      const parse: Parse = (text) => {
        const value = parseJson(text);
        return isAmbiguous(value) ? marked(value) : value;
      };
      if (oid === type) return parse;
      if (oid !== array) continue;
      return (text) =>
        fromArray(text, (item) => {
          const value = parse(item);
          return Array.isArray(value) ? marked(value) : value;
        });
    }
    return parsers.get(oid) ?? asIs;
  };
}

/**
 * True for JSON that would go back as something else: null is SQL's NULL, and `{"JSONB": …}` marks JSON.
 * It is read as `{"JSONB": null}`. In an array, JSON's own arrays are marked as well.
 */
function isAmbiguous(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  const [name, ...others] = Object.keys(value ?? { JSON: null });
  return others.length === 0 && JSON_TYPES.some((type) => type[2] === name);
}
