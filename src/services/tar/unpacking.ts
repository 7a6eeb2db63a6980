import { type ArchiveContents, MemorySink } from '../../core/archives/contents.js';
import { Limits } from '../../core/archives/limits.js';
import type { Selection } from '../../core/archives/selection.js';
import { FolderSink, type Unpacked } from '../../core/archives/unpack.js';
import type { Call } from '../../core/definition/call.js';
import type { Bytes } from '../../core/files/bytes.js';
import { eachEntry, memberOf, withArchive } from './reading.js';

interface Job {
  src: Bytes;
  dest: string | undefined;
  maxSize: number | undefined;
  maxEntries: number;
  selection?: Selection;
}

/** Unpacks an archive, or the selected paths of it, into a folder or into memory. */
export async function unpack(
  call: Call,
  { src, dest, selection, ...given }: Job,
): Promise<Unpacked | ArchiveContents> {
  // A wrong path is found before anything is written, if the archive can be read twice.
  if (selection && src.replayable) await checkPaths(call, src, selection);
  return withArchive(call, src, async ({ reader, packed }) => {
    const limits = new Limits(call, given, packed);
    const sink =
      dest === undefined ? new MemorySink(call, limits) : await FolderSink.open(call, dest, limits);
    try {
      await eachEntry(call, reader, async (entry) => {
        const member = memberOf(entry);
        if (selection && !selection.has(member.path)) return;
        await sink.take(member, () => reader.read());
      });
      selection?.checkAll();
      return await sink.end();
    } finally {
      await sink.settle();
    }
  });
}

async function checkPaths(call: Call, src: Bytes, selection: Selection): Promise<void> {
  await withArchive(call, src, ({ reader }) =>
    eachEntry(call, reader, (entry) => void selection.has(memberOf(entry).path)),
  );
  selection.checkAll();
}
