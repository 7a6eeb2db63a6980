/** What is not MessagePack. The message says why and where: `it ends inside a string, at byte 9`. */
export class NotMsgpack extends Error {}

/** A value that MessagePack has no form for. */
export class NotEncodable extends Error {
  /** Where it is in the value: `.items[2]`. */
  path = '';

  /** The same problem, seen from the object or array around it. */
  in(key: string | number): this {
    this.path = `${typeof key === 'number' ? `[${key}]` : `.${key}`}${this.path}`;
    return this;
  }
}

/** Bytes with a type that only the application knows. */
export class Extension {
  /** From -128 to 127; the negative ones are reserved. */
  readonly type: number;
  readonly data: Uint8Array;

  constructor(type: number, data: Uint8Array) {
    this.type = type;
    this.data = data;
  }

  toJSON(): { type: number; data: string } {
    return { type: this.type, data: Buffer.from(this.data).toString('base64') };
  }
}

/** The type of the extension that holds a point in time. */
export const TIMESTAMP = -1;

/** A point in time with nanoseconds. As a `Date` it has only milliseconds; as text, all digits. */
export class Timestamp extends Date {
  /** Since the beginning of 1970; negative before. */
  readonly seconds: bigint;
  /** From 0 to 999,999,999. */
  readonly nanoseconds: number;

  constructor(seconds: bigint, nanoseconds: number) {
    super(Number(seconds) * 1000 + Math.floor(nanoseconds / 1e6));
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
  }

  override toISOString(): string {
    const whole = new Date(Number(this.seconds) * 1000).toISOString().slice(0, -'.000Z'.length);
    const digits = String(this.nanoseconds).padStart(9, '0');
    const fraction = digits.endsWith('000000') ? digits.slice(0, 3) : digits;
    return `${whole}.${fraction}Z`;
  }

  override toJSON(): string {
    return this.toISOString();
  }
}

/** The latest and the earliest second of a `Date`. */
const LAST_SECOND = 8_640_000_000_000n;

/** True if the time is one that a `Date` can have. */
export function isInCalendar(seconds: bigint): boolean {
  return seconds >= -LAST_SECOND && seconds < LAST_SECOND;
}
