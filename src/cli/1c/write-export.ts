import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type Export, settingsIn, settingsPath } from '../../bsl/export/export.js';
import type { Files } from '../../bsl/export/files.js';
import { InputError } from '../../core/errors/errors.js';
import { explain } from '../../core/files/explain.js';
import { writeWhole } from '../../core/files/file.js';
import { isRecord } from '../../core/util/is-record.js';

/** Says what is in the folder of an export, so that a new one can replace it. */
const MARK = '.oint-export.json';

interface Mark {
  format: string;
  language: string;
  prefix: string;
  /** The paths of its files. */
  files: readonly string[];
}

/**
 * Writes an export to a folder. `filesOf` gets the settings of the export that it replaces. Returns
 * the number of files.
 *
 * @throws {InputError} The folder has other files, or another export. Nothing was written.
 */
export async function writeExport(
  folder: string,
  wanted: Export,
  filesOf: (settings: string | undefined) => Files,
): Promise<number> {
  const old = await oldExport(folder, wanted);
  const files = filesOf(old && (await oldSettings(folder, wanted)));
  const { format, language, prefix } = wanted;
  const paths = [...files.keys()].sort();
  const mark = (names: readonly string[]) =>
    `${JSON.stringify({ format, language, prefix, files: names }, undefined, 2)}\n`;
  const stale = (old?.files ?? []).filter((path) => !files.has(path));
  try {
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    // If this stops half-way, the next export knows all files.
    await writeWhole(join(folder, MARK), mark([...paths, ...stale]));
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeWhole(join(folder, path), content);
    }
    for (const path of stale) await remove(folder, path);
    if (stale.length > 0) await writeWhole(join(folder, MARK), mark(paths));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw wrong(`cannot write to ${folder}: ${explain(error)}`, 'Check the path.', error);
  }
  return paths.length;
}

/** The export that is in the folder, if there is one. */
async function oldExport(folder: string, wanted: Export): Promise<Mark | undefined> {
  const found = await namesIn(folder);
  if (found.length === 0) return undefined;
  if (!found.includes(MARK)) {
    throw wrong(`${folder} is not empty, and is not an export`, 'Use a new folder.');
  }
  const mark = parsed(await readFile(join(folder, MARK), 'utf8'));
  if (!mark) throw wrong(`${join(folder, MARK)} cannot be read`, 'Use a new folder.');
  for (const key of ['format', 'language', 'prefix'] as const) {
    if (mark[key] === wanted[key]) continue;
    const message = `${folder} is an export with another ${key}: ${mark[key]}`;
    throw wrong(message, 'Use a new folder for each format, language and prefix.');
  }
  return mark;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw wrong(`cannot read ${folder}: ${explain(error)}`, 'Check the path.', error);
  }
}

function parsed(text: string): Mark | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || !Array.isArray(value.files)) return undefined;
    const { format, language, prefix, files } = value;
    const names = files.filter((name) => typeof name === 'string');
    return {
      format: String(format),
      language: String(language),
      prefix: String(prefix),
      files: names,
    };
  } catch {
    return undefined;
  }
}

/** The settings that the user of the older export may have changed. */
async function oldSettings(folder: string, wanted: Export): Promise<string | undefined> {
  const path = join(folder, settingsPath(wanted));
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw wrong(`cannot read ${path}: ${explain(error)}`, 'Check the file.', error);
  });
  if (text === undefined) return undefined;
  const settings = settingsIn(text);
  if (settings !== undefined) return settings;
  throw wrong(
    `${path} has no region of settings, so they would be lost`,
    'Save your settings and delete the file, or use a new folder.',
  );
}

/** Deletes a file of an older export, and the folders that are empty without it. */
async function remove(folder: string, path: string): Promise<void> {
  const inside = relative(folder, join(folder, path));
  if (inside === '' || inside.startsWith('..')) return;
  await rm(join(folder, inside), { force: true });
  for (let at = dirname(inside); at !== '.' && at !== sep; at = dirname(at)) {
    const isLast = await rmdir(join(folder, at)).then(
      () => false,
      () => true,
    );
    if (isLast) return;
  }
}

function wrong(message: string, hint: string, cause?: unknown): InputError {
  return new InputError({ method: '1c export', message, hint, cause });
}
