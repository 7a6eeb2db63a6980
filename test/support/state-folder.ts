import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of what the embedded server is still receiving into this data folder, or was when it ended. */
export async function incoming(dataFolder: string): Promise<string[]> {
  return (await below(join(dataFolder, 'server'))).filter((path) => /incoming-\w+[/\\]/.test(path));
}

/** Paths of whatever bytes it keeps there for good. */
export function blobs(dataFolder: string): Promise<string[]> {
  return below(join(dataFolder, 'server', 'blobs'));
}

async function below(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.map((name) => join(folder, name));
}
