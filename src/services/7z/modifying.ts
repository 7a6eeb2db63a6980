import type { Item } from '../../core/archives/pack.js';
import type { Selection } from '../../core/archives/selection.js';
import { type Opened, SEVEN_ZIP, withOpened } from '../../core/archives/seven-zip/reading.js';
import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import { whyNotHere } from '../../core/sync/names.js';
import { add, putAll } from './packing.js';
import type { PackSettings } from './settings.js';

const NAMES = '/names';

interface Changes {
  src: Bytes;
  additions: Readonly<Record<string, Bytes>>;
  deletions: Selection | undefined;
  settings: PackSettings;
}

/** The bytes of an archive after the changes. */
export async function modified(
  call: Call,
  { src, additions, deletions, settings }: Changes,
): Promise<Buffer> {
  const items = Object.entries(additions).map((entry) => itemOf(call, entry));
  const { password, unpackPassword = password } = settings;
  if (password !== undefined && password !== unpackPassword) throw otherPassword(call);
  const source = { src, password: unpackPassword, param: 'settings' };
  return withOpened(call, SEVEN_ZIP, source, async (opened) => {
    const { engine, path } = opened;
    if (deletions) await remove(opened, deletions);
    if (items.length > 0) {
      await engine.restart(path);
      await putAll(call, engine, items);
      await add(call, engine, path, { ...settings, password: unpackPassword });
    }
    return engine.take(path);
  });
}

async function remove({ engine, path, options, listing, check }: Opened, selection: Selection) {
  const gone = listing.entries.filter((entry) => selection.has(entry.path));
  if (gone.length === 0) return;
  await engine.restart(path);
  await engine.put(NAMES, Buffer.from(gone.map((entry) => `${entry.path}\n`).join('')));
  check(await engine.run(['d', ...options, path, `@${NAMES}`]));
}

function itemOf(call: Call, [path, data]: readonly [string, Bytes]): Item {
  const why = whyNotHere(path, 'linux');
  if (why) {
    const what = `: "${call.redactor.text(path)}" cannot be a path in an archive: ${why}`;
    throw inputError(callContext(call, 'additions'), what);
  }
  const { size, mode, modified } = data.file ?? { size: data.size };
  return { path, data, isFolder: false, size, mode, modified };
}

function otherPassword(call: Call) {
  const what = ': password and unpack_password differ, but an archive has one password';
  const hint = 'To change the password, unpack the archive and pack it again.';
  return inputError(callContext(call, 'settings'), what, { hint });
}
