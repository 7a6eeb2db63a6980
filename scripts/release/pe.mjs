/**
 * A signed executable of Windows without its signature, which would be wrong for what is made of it.
 * https://learn.microsoft.com/windows/win32/debug/pe-format
 */
export function withoutSignature(bytes) {
  const header = bytes.readUInt32LE(0x3c);
  // The fifth of the tables that the header points to: a place in the file, and a length.
  const entry = header + 24 + 112 + 4 * 8;
  const offset = bytes.readUInt32LE(entry);
  if (offset === 0) return bytes;
  // It is the last thing in the file.
  const bare = Buffer.from(bytes.subarray(0, offset));
  bare.fill(0, entry, entry + 8);
  return bare;
}
