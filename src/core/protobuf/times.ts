import { ProtobufProblem } from './schema.js';

/** Timestamps and durations: whole seconds and nanoseconds, in JSON as text with all digits. */

interface Time {
  seconds: bigint;
  nanos: number;
}

/** The first second of year 1 and the last one of year 9999. */
const [FIRST, LAST] = [-62_135_596_800n, 253_402_300_799n];
/** Some 10,000 years. */
const LONGEST = 315_576_000_000n;

export function timestampText(seconds: bigint, nanos: number): string {
  if (seconds < FIRST || seconds > LAST || nanos < 0 || nanos > 999_999_999) {
    throw new ProtobufProblem(`a Timestamp is out of range: ${seconds} s, ${nanos} ns`);
  }
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}${fraction(nanos)}Z`;
}

export function durationText(seconds: bigint, nanos: number): string {
  const isMixed = (seconds < 0n && nanos > 0) || (seconds > 0n && nanos < 0);
  if (abs(seconds) > LONGEST || Math.abs(nanos) > 999_999_999 || isMixed) {
    throw new ProtobufProblem(`a Duration is out of range: ${seconds} s, ${nanos} ns`);
  }
  const sign = seconds < 0n || nanos < 0 ? '-' : '';
  return `${sign}${abs(seconds)}${fraction(Math.abs(nanos))}s`;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** With 0, 3, 6 or 9 digits. */
function fraction(nanos: number): string {
  if (nanos === 0) return '';
  const digits = String(nanos).padStart(9, '0');
  return `.${digits.replace(/(?:000){1,2}$/, '')}`;
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;

export function timestampOf(json: unknown): Time {
  const text = json instanceof Date ? json.toISOString() : json;
  const [, day, time, digits = '', zone = ''] = TIMESTAMP.exec(String(text)) ?? [];
  const milliseconds = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  const seconds = Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds / 1000);
  if (typeof text !== 'string' || seconds === undefined || seconds < FIRST || seconds > LAST) {
    throw new ProtobufProblem('must be a time such as 2026-01-31T12:00:00.5Z');
  }
  return { seconds, nanos: Number(digits.padEnd(9, '0')) };
}

export function durationOf(json: unknown): Time {
  const [, sign, whole = '', digits = ''] =
    (typeof json === 'string' && /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(json)) || [];
  if (whole === '' || BigInt(whole) > LONGEST) {
    throw new ProtobufProblem('must be a duration in seconds such as 1.5s');
  }
  const [seconds, nanos] = [BigInt(whole), Number(digits.padEnd(9, '0'))];
  return sign ? { seconds: -seconds, nanos: -nanos } : { seconds, nanos };
}
