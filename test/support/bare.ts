import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from './folder.js';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** Installs OInt without optional packages. Returns the path of its command line. */
export async function bareOint(): Promise<string> {
  const place = join(await folder(), 'oint');
  await cp(DIST, join(place, 'dist'), { recursive: true });
  await writeFile(join(place, 'package.json'), '{"type":"module"}');
  return join(place, 'dist', 'cli', 'main.js');
}
