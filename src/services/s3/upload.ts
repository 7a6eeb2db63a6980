import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import { typeByName } from '../../core/files/media-type.js';
import { urlOf } from './names.js';
import { type Part, partSize, partsOfFile, partsOfStream } from './parts.js';
import { PartsUpload, Stopping, type Upload } from './parts-upload.js';
import { sendVerified } from './send-verified.js';
import type { FinishedUpload, S3Answer } from './types.js';

/** How many parts are sent at a time: parts from disk use no memory, others wait in it. */
const AT_ONCE = 4;
const AT_ONCE_IN_MEMORY = 2;

/** Uploads an object: in one request, or in parts if it is larger than one part. */
export async function upload(
  call: Call,
  { basic, at, headers }: Upload,
  data: Bytes,
): Promise<S3Answer<Partial<FinishedUpload>>> {
  const to = { basic, at, headers };
  const each = partSize(data.size, basic.chunkSize);
  if (call.dryRun || (data.size ?? Number.POSITIVE_INFINITY) <= each) {
    return uploadWhole(call, to, data);
  }
  const typed = await withType(data, at.name);
  const stopping = new Stopping(call);
  try {
    if (data.file && data.replayable) {
      const parts = partsOfFile(data.file, each);
      return await new PartsUpload(call, to, typed, stopping).run(parts, AT_ONCE);
    }
    const parts = partsOfStream(data, each, stopping.signal, call);
    const { value: first } = await stopping.orStopped(parts.next());
    // Everything: the first part is the only one.
    if (first!.bytes.size! < each)
      return await uploadWhole(call, to, first!.bytes.as(undefined, typed.type));
    const all = after(first!, parts);
    return await new PartsUpload(call, to, typed, stopping).run(all, AT_ONCE_IN_MEMORY);
  } finally {
    stopping.release();
  }
}

async function* after(first: Part, rest: AsyncGenerator<Part>): AsyncGenerator<Part> {
  yield first;
  yield* rest;
}

/** Bytes without a media type get the one of the object's name. */
async function withType(data: Bytes, name: string): Promise<Bytes> {
  return data.as(undefined, data.type ?? (await typeByName(name)));
}

/** Uploads an object in one request. */
export async function uploadWhole(
  call: Call,
  { basic, at, headers }: Upload,
  data: Bytes,
): Promise<S3Answer<Record<string, never>>> {
  const typed = await withType(data, at.name);
  return sendVerified(call, basic, { method: 'PUT', url: urlOf(basic, at), headers }, typed);
}
