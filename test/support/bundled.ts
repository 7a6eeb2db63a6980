import { cp, readFile, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { folder } from './folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles one of our scripts so that Node can run it. Returns two paths: one in a folder with the
 * packages that are never bundled, and one without.
 */
export async function bundled(entry: string): Promise<{ script: string; withoutDrivers: string }> {
  const outDir = await folder();
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as Record<string, object | undefined>;
  const external = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      minify: false,
      rollupOptions: {
        input: join(root, entry),
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  const alone = await folder();
  await cp(outDir, alone, { recursive: true });
  await symlink(join(root, 'node_modules'), join(outDir, 'node_modules'), 'junction');
  const name = basename(entry).replace(/\.ts$/, '.mjs');
  return { script: join(outDir, name), withoutDrivers: join(alone, name) };
}
