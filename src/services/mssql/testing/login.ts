/** What a client says when it logs in. */
export interface Login {
  user: string;
  password: string;
  database: string;
  app: string;
  packetSize: number;
  /** The first message of NTLM; empty for a login of SQL Server. */
  sspi: Buffer;
  readOnlyIntent: boolean;
}

/**
 * Reads a LOGIN7 message.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/773a62b6-ee89-4c02-9e5e-344882630aac
 */
export function loginIn(data: Buffer): Login {
  const part = (at: number, size = 2) => {
    const [offset, length] = [data.readUInt16LE(at), data.readUInt16LE(at + 2)];
    return data.subarray(offset, offset + length * size);
  };
  const text = (at: number) => part(at).toString('utf16le');
  const password = Buffer.from(part(44).map((byte) => swapped(byte ^ 0xa5)));
  return {
    user: text(40),
    password: password.toString('utf16le'),
    database: text(68),
    app: text(48),
    packetSize: data.readUInt32LE(8),
    sspi: part(78, 1),
    readOnlyIntent: (data[26]! & 0x20) !== 0,
  };
}

function swapped(byte: number): number {
  return ((byte << 4) | (byte >> 4)) & 0xff;
}
