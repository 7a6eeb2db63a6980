import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import { onDisk } from '../../core/files/on-disk.js';

/** Uses bytes whose size is known, which S3 wants before the first of them. */
export async function withSize<T>(
  data: Bytes,
  call: Call,
  use: (data: Bytes) => Promise<T>,
): Promise<T> {
  return data.size !== undefined || call.dryRun ? use(data) : onDisk(data, call, use);
}
