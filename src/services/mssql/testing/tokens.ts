/** Tokens of a response. */

const u16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
export const shortText = (text: string) => Buffer.concat([Buffer.from([text.length]), utf16(text)]);
const longText = (text: string) => Buffer.concat([u16(text.length), utf16(text)]);

function sized(kind: number, ...parts: readonly Buffer[]): Buffer {
  const data = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([kind]), u16(data.length), data]);
}

export const DONE = { more: 1, error: 2, count: 0x10, attention: 0x20 } as const;

const KINDS = { done: 0xfd, proc: 0xfe, inProc: 0xff } as const;

export function done(
  status: number,
  count = 0n,
  kind: keyof typeof KINDS = 'done',
  command = 0,
): Buffer {
  const bytes = Buffer.alloc(13);
  bytes[0] = KINDS[kind];
  bytes.writeUInt16LE(status, 1);
  bytes.writeUInt16LE(command, 3);
  bytes.writeBigUInt64LE(count, 5);
  return bytes;
}

/** A message of the server: an error from severity 11 on. */
export interface Said {
  number: number;
  text: string;
  severity?: number;
  state?: number;
  line?: number;
}

export function said({ number, text, severity = 16, state = 1, line = 1 }: Said): Buffer {
  return sized(
    severity > 10 ? 0xaa : 0xab,
    u32(number),
    Buffer.from([state, severity]),
    longText(text),
    shortText('stand-in'),
    shortText(''),
    u32(line),
  );
}

export function changed(type: number, now: string, before: string): Buffer {
  return sized(0xe3, Buffer.from([type]), shortText(now), shortText(before));
}

export function changedBytes(type: number, now: Buffer, before: Buffer): Buffer {
  const [a, b] = [Buffer.from([now.length]), Buffer.from([before.length])];
  return sized(0xe3, Buffer.from([type]), a, now, b, before);
}

/** The client should connect to another server. */
export function routed(host: string, port: number): Buffer {
  const to = Buffer.concat([Buffer.from([0]), u16(port), longText(host)]);
  return sized(0xe3, Buffer.from([20]), u16(to.length), to, u16(0));
}

export function loginAck(): Buffer {
  const name = shortText('stand-in for SQL Server');
  const version = [Buffer.from([1, 0x74, 0, 0, 4]), name, Buffer.from([16, 0, 0x10, 0])];
  return sized(0xad, ...version);
}

export function sspi(data: Buffer): Buffer {
  return sized(0xed, data);
}

export function returnStatus(): Buffer {
  return Buffer.concat([Buffer.from([0x79]), u32(0)]);
}

/** SQL_Latin1_General_CP1_CI_AS */
export const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
