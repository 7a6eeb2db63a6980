import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Call } from '../../core/definition/call.js';
import { bytesKind } from '../../core/definition/kinds/bytes.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { accessOf, type Kind, param, partContext } from '../../core/definition/param.js';
import type { Bytes } from '../../core/files/bytes.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import type { OpenDatabase } from './connection.js';
import { serviceError } from './errors.js';

/** An extension and the name of its entry point, empty for the default. */
export interface Extension {
  library: Bytes;
  entry: string;
}

const extensionsKind: Kind<JsonRecord | string, Extension[]> = {
  ...recordKind,
  takes: "an object of entry points by extension (path, URL or Base64), such as {'uuid.so':''}",
  async parse(value, context) {
    if (!accessOf(context).trusted) {
      throw inputError(context, ': loading native code is not allowed');
    }
    const given = await recordKind.parse(value, context);
    return Promise.all(
      Object.entries(given).map(async ([key, entry]) => {
        const at = partContext(context, `[${JSON.stringify(key)}]`);
        if (typeof entry !== 'string') throw refuse(entry, at, 'the name of an entry point, or ""');
        return { library: await bytesKind.parse(key, at), entry };
      }),
    );
  },
};

export const extensions = param(extensionsKind, 'Extensions to load: entry points by path or URL', {
  option: 'exts',
  reach: 'code',
  optional: true,
});

/** Loads an extension into a database. */
export async function loadExtension(
  call: Call,
  database: OpenDatabase,
  { library, entry }: Extension,
): Promise<void> {
  database.log.add(`Load extension: ${library.from}`);
  if (library.path) return await load(call, database, resolve(library.path), entry);
  const bytes = await library.buffer();
  const folder = await mkdtemp(join(tmpdir(), 'oint-sqlite-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'extension');
    await writeFile(path, bytes, { mode: 0o600 });
    await load(call, database, path, entry);
  } finally {
    try {
      remove();
    } catch {
      // On Windows, the file of a library in use cannot be removed.
      database.removeLater(remove);
    }
  }
}

async function load(
  call: Call,
  { driver, path: base }: OpenDatabase,
  path: string,
  entry: string,
): Promise<void> {
  try {
    if (entry) await driver.loadExtension(path, entry);
    else await driver.loadExtension(path);
  } catch (error) {
    throw serviceError(call, error, { path: base });
  }
}
