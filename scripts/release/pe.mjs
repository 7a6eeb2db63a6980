/**
 * Removes the signature of a Windows executable, which is not valid for a modified copy.
 * https://learn.microsoft.com/windows/win32/debug/pe-format
 */
export function withoutSignature(bytes) {
  const header = bytes.readUInt32LE(0x3c);
  // The fifth data directory of the header: offset and length.
  const entry = header + 24 + 112 + 4 * 8;
  const offset = bytes.readUInt32LE(entry);
  if (offset === 0) return bytes;
  // The signature is at the end of the file.
  const bare = Buffer.from(bytes.subarray(0, offset));
  bare.fill(0, entry, entry + 8);
  return bare;
}
