import type { Item } from '../../core/archives/pack.js';
import { Selection } from '../../core/archives/selection.js';
import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import { whyNotHere } from '../../core/sync/names.js';
import { packed } from './packing.js';
import { memberOf, type OpenArchive } from './reading.js';

/** Changes of an archive. */
export interface Changes {
  additions: ReadonlyMap<string, Bytes>;
  deletions: Selection | undefined;
}

/** Checks the names of the caller. */
export function changesOf(
  call: Call,
  additions: Readonly<Record<string, Bytes>> = {},
  deletions: readonly string[] = [],
): Changes {
  for (const name of Object.keys(additions)) {
    const why = whyNotHere(name, 'linux');
    if (!why) continue;
    const what = `: "${call.redactor.text(name)}" cannot be a path in an archive: ${why}`;
    throw inputError(callContext(call, 'additions'), what);
  }
  return {
    additions: new Map(Object.entries(additions)),
    deletions: deletions.length > 0 ? new Selection(call, 'deletions', deletions) : undefined,
  };
}

/**
 * The entries of an archive after the changes: what stays is copied as it is, with all that other
 * programs have stored.
 */
export async function* changed(
  call: Call,
  { reader }: OpenArchive,
  { additions, deletions }: Changes,
): AsyncGenerator<Buffer> {
  const gone = new Set<string>();
  for (let entry = await reader.next(); entry; entry = await reader.next()) {
    const { path, kind, link } = memberOf(entry);
    yield* entry.raw.shared;
    if (deletions?.has(path) || additions.has(path)) {
      gone.add(path);
      continue;
    }
    if (kind === 'hardlink' && gone.has(link ?? '')) throw linked(call, path, link!);
    yield* entry.raw.own;
    for (let data = await reader.readRaw(); data; data = await reader.readRaw()) yield data;
  }
  yield* packed(call, [...additions].map(itemOf));
}

function itemOf([path, data]: readonly [string, Bytes]): Item {
  const { size, mode, modified } = data.file ?? { size: data.size };
  // A pipe has no size that could be known before.
  const isSized = data.file ? data.file.kind === 'file' : true;
  return { path, data, isFolder: false, size: isSized ? size : undefined, mode, modified };
}

/** The data of a hard link is where its target is. */
function linked(call: Call, path: string, target: string) {
  const what = ` cannot be changed so: "${path}" is a hard link to "${target}", which would be gone`;
  return inputError(callContext(call, 'src'), call.redactor.text(what), {
    hint: `Delete or replace "${path}" too.`,
  });
}
