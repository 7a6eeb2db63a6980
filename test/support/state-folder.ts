import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of incomplete uploads in this data folder, also those from before the server ended. */
export async function incoming(dataFolder: string): Promise<string[]> {
  return (await below(join(dataFolder, 'server'))).filter((path) => /incoming-\w+[/\\]/.test(path));
}

/** Paths of the stored files. */
export function blobs(dataFolder: string): Promise<string[]> {
  return below(join(dataFolder, 'server', 'blobs'));
}

async function below(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.map((name) => join(folder, name));
}
