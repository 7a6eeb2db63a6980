/** The media type of bytes of unknown type. */
export const UNKNOWN = 'application/octet-stream';

/** The media type of a file by its first bytes, otherwise by its name; names are wrong more often. */
export async function mediaType(data: Uint8Array, byName?: string): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(data).catch(() => undefined);
  return found?.mime ?? byName ?? UNKNOWN;
}
