import type { Bytes } from '../../core/bytes.js';
import type { Call } from '../../core/call.js';
import { onDisk } from '../../core/on-disk.js';

/** Uses bytes whose size is known, which S3 wants before the first of them. */
export async function withSize<T>(
  data: Bytes,
  call: Call,
  use: (data: Bytes) => Promise<T>,
): Promise<T> {
  return data.size !== undefined || call.dryRun ? use(data) : onDisk(data, call, use);
}
