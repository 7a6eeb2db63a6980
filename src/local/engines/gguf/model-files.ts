import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { InputError } from '../../../core/errors/errors.js';
import { dataFolder } from '../../../core/files/data-folder.js';

/** A model on disk. */
export interface ModelFile {
  /**
   * `owner/name` for a model from the hub, with `:file` if there are several; otherwise the file
   * name.
   */
  id: string;
  path: string;
  /** The size of all its parts. */
  bytes: number;
  /** Modification time in milliseconds since 1970. */
  changed: number;
}

/** `model-00001-of-00003.gguf`: llama.cpp reads the first part and finds the others. */
const PART = /-(\d{5})-of-(\d{5})\.gguf$/;

/** The folder with models: files that were put there by hand count too. */
export function modelsFolder(): string {
  return join(dataFolder(), 'models');
}

/** Models outside the folder that the user named, for this process. */
const named: ModelFile[] = [];

/** Adds the model of a file to the others, for this process. Returns its ID. */
export async function useModelAt(path: string): Promise<string> {
  const file = await modelAt(path);
  if (!named.some((one) => one.path === file.path)) named.push(file);
  return file.id;
}

/** The ID of a model that is named by its ID, or by the path of its file. */
export async function modelNamed(name: string): Promise<string> {
  const isPath = /\.gguf$/i.test(name) && !(await modelFiles()).some(({ id }) => id === name);
  return isPath ? useModelAt(name) : name;
}

/** Lists the models in the folder, and those that the user named. Reads only names and sizes. */
export async function modelFiles(): Promise<readonly ModelFile[]> {
  const kept = await inFolder();
  return [...named, ...kept.filter(({ id }) => !named.some((file) => file.id === id))];
}

async function inFolder(): Promise<readonly ModelFile[]> {
  const folder = modelsFolder();
  // Called for every model list: most users have no such folder, and this check is synchronous and
  // fast.
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder, { recursive: true }).catch(() => [])).sort();
  const models = names.filter(
    (name) => isModel(name) && (PART.exec(name)?.[1] ?? '00001') === '00001',
  );
  const files = models.map((name) => modelFile(join(folder, name), idOf(name, models)));
  // Skip a file that is being deleted right now.
  return (await Promise.all(files.map((file) => file.catch(() => undefined)))).filter(
    (file) => file !== undefined,
  );
}

/** Finds a model by the path of its file. Throws an `InputError` if it does not exist. */
export async function modelAt(path: string): Promise<ModelFile> {
  const whole = resolve(path);
  try {
    return await modelFile(whole, shortName(whole));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const message = code === 'ENOENT' ? `no such file: ${path}` : `cannot read ${path} (${code})`;
    const hint = 'Use the path of a .gguf file, or hf:owner/name for a model on the hub.';
    throw new InputError({ param: 'model', message, hint, cause });
  }
}

/** Deletes a model from the folder, with all its parts. */
export async function removeModel({ path }: ModelFile): Promise<void> {
  for (const part of await partsOf(path)) await rm(part);
  const folder = modelsFolder();
  // Remove the folders that are now empty: owner/name, then owner.
  for (let at = dirname(path); at.startsWith(folder + sep); at = dirname(at)) {
    const left = await readdir(at);
    if (left.some((name) => !name.endsWith('.part'))) return;
    await rm(at, { recursive: true });
  }
}

async function modelFile(path: string, id: string): Promise<ModelFile> {
  const stats = await Promise.all((await partsOf(path)).map((part) => stat(part)));
  if (!stats[0]?.isFile()) throw Object.assign(new Error('no file'), { code: 'ENOENT' });
  const bytes = stats.reduce((sum, { size }) => sum + size, 0);
  return { id, path, bytes, changed: stats[0].mtimeMs };
}

async function partsOf(path: string): Promise<readonly string[]> {
  if (!PART.test(path)) return [path];
  const stem = basename(path).replace(PART, '');
  const names = (await readdir(dirname(path))).filter((name) => PART.test(name));
  const parts = names.filter((name) => name.replace(PART, '') === stem).sort();
  return parts.map((name) => join(dirname(path), name));
}

/** Leaves out vision projectors, which are not models on their own. */
function isModel(name: string): boolean {
  return name.endsWith('.gguf') && !/mmproj/i.test(basename(name));
}

function idOf(name: string, all: readonly string[]): string {
  const folder = dirname(name);
  if (folder === '.') return shortName(name);
  const id = folder.split(sep).join('/');
  const alone = all.filter((other) => dirname(other) === folder).length === 1;
  return alone ? id : `${id}:${shortName(name)}`;
}

function shortName(path: string): string {
  return basename(path)
    .replace(PART, '')
    .replace(/\.gguf$/i, '');
}
