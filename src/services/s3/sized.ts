import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import { onDisk } from '../../core/files/on-disk.js';

/** Uses bytes of known size, which S3 needs in advance. */
export async function withSize<T>(
  data: Bytes,
  call: Call,
  use: (data: Bytes) => Promise<T>,
): Promise<T> {
  return data.size !== undefined || call.dryRun ? use(data) : onDisk(data, call, use);
}
