import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folder } from './folder.js';
import { json, type Received, start } from './server.js';

export interface Registry {
  /** For `npm_config_registry`. */
  url: string;
  asked: readonly Received[];
  /** The checksum of each package, by its name. */
  integrity: ReadonlyMap<string, string>;
}

interface Packed {
  name: string;
  version: string;
  filename: string;
  integrity: string;
}

/** An npm registry on loopback with the packages of some folders, packed by npm. */
export async function startRegistry(folders: readonly string[]): Promise<Registry> {
  const place = await folder();
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', place];
  // A path that starts with a dot is not the name of a package.
  const paths = folders.map((path) => (path.startsWith('/') ? path : `./${path}`));
  const { stdout } = await promisify(execFile)('npm', [...pack, ...paths], { maxBuffer: 1e8 });
  const packed = JSON.parse(stdout) as Packed[];
  const versions = await Promise.all(
    packed.map(async (one, at) => {
      const description = JSON.parse(await readFile(join(folders[at]!, 'package.json'), 'utf8'));
      return [one.name, { ...one, description }] as const;
    }),
  );
  const known = new Map(versions);
  const server = await start(async ({ path, headers }, response) => {
    const name = decodeURIComponent(path.slice(1));
    const file = packed.find(({ filename }) => name === `-/${filename}`);
    if (file) {
      response.end(await readFile(join(place, file.filename)));
      return;
    }
    const found = known.get(name);
    if (!found) return json(response, { error: 'Not found' }, 404);
    const { version, filename, integrity, description } = found;
    const dist = { integrity, tarball: `http://${headers.host}/-/${filename}` };
    json(response, {
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { ...description, dist } },
    });
  });
  return {
    url: server.url,
    asked: server.requests,
    integrity: new Map(packed.map(({ name, integrity }) => [name, integrity])),
  };
}
