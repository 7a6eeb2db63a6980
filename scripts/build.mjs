// Builds the package into dist/: bundles, types, the manifest, licences of what is bundled.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeManifest } from './manifest.mjs';
import { serviceNames } from './services.mjs';

const root = new URL('..', import.meta.url).pathname;
const dist = join(root, 'dist');

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

/** Every output lies one folder below dist/: the manifest is found from there. */
const names = await serviceNames();
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    'lib/index': 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    ...Object.fromEntries(
      names.map((name) => [`services/${name}`, `src/services/${name}/index.ts`]),
    ),
  },
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Names stay: errors are known by theirs.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  alias: { debug: './scripts/no-debug.mjs' },
  metafile: true,
  logLevel: 'warning',
});
await writeFile(join(dist, 'meta.json'), JSON.stringify(metafile));
await writeManifest(root, dist);
await writeLicences(metafile);
if (!process.argv.includes('--no-types')) emitTypes();

/** The licences of the packages that the bundles contain, as those licences ask. */
async function writeLicences({ inputs }) {
  const packages = new Set(
    Object.keys(inputs)
      .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
      .filter(Boolean),
  );
  const texts = [...packages].sort().map(async (name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${await licenceText(folder)}`;
  });
  const text = (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n`);
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), text);
}

async function licenceText(folder) {
  for (const name of ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt', 'LICENSE-MIT']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text) return text;
  }
  return 'The package holds no licence text of its own; see its package.json.\n';
}

function emitTypes() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}
