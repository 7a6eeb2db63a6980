// Builds the package into dist/: bundles, types, the manifest, licenses of the bundled packages.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { inputsOf, markBuilt } from './built-from.mjs';
import { chunkOf } from './chunks.mjs';
import { writeDocsData } from './docs-data.mjs';
import { importSource } from './import-source.mjs';
import { writeManifest } from './manifest.mjs';
import { writePackageLocks } from './package-locks.mjs';
import { writeParamDocs } from './param-docs.mjs';
import { pureConstants } from './pure.mjs';
import { manPage } from './release/man.mjs';
import { serviceNames } from './services.mjs';
import { undiciParts } from './undici-parts.mjs';

const root = new URL('..', import.meta.url).pathname;
const dist = join(root, 'dist');
const { version, peerDependencies } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
);
/** Users install drivers and engines when they need them; everything else is bundled. */
const external = Object.keys(peerDependencies);

/** The font of test cards. */
const FONT = join(root, 'node_modules/galmuri/dist/Galmuri11.bdf');

// As they are now: what is changed while it builds is not in it.
const inputs = inputsOf(root);
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

/** All outputs are one folder below dist/: they find the manifest from there. */
const names = await serviceNames();
const entries = {
  'lib/index': 'src/index.ts',
  'lib/ask': 'src/ask/index.ts',
  ...Object.fromEntries(names.map((name) => [`services/${name}`, `src/services/${name}/index.ts`])),
};
// The only part that others bundle again.
const library = await bundle('lib', entries, undefined, {}, [pureConstants(), triedPackages()]);
// Built separately, into few files: each additional file slows down every start. As CommonJS: Node's
// loader of ES modules takes as long to start as all of OInt's help.
const commonjs = { format: 'cjs', plugins: [requiredModulesOfNode(), escapedText()] };
const cli = await bundle('cli', { 'cli/main': 'src/cli/start/main.ts' }, chunkOf, commonjs);
// Threads: each is one file, see src/core/util/thread-file.ts.
const worker = await bundleThread({ 'worker/schema': 'src/core/util/schema-worker.ts' });
const engines = await serviceThreads();
const scriptWorker = await bundleThread({ 'worker/bsl': 'src/bsl/worker/worker.ts' });
await chmod(join(dist, 'cli', 'main.js'), 0o755);
await writeFile(join(dist, 'cli', 'package.json'), '{ "type": "commonjs" }\n');
await buildPage();
await compressFont();
const services = await writeManifest(root, dist);
await writePackageLocks(root, dist, await packageSets());
await writeDocsData(root, dist);
await writeLicenses([...library, ...cli, ...worker, ...engines, ...scriptWorker, FONT]);
// Made from the help, which the built command line prints.
await mkdir(join(dist, 'man'));
await writeFile(join(dist, 'man', 'oint.1'), await manPage());
if (!process.argv.includes('--no-types')) {
  await emitTypes();
  markBuilt(root, inputs);
}

/** Bundles everything except Node's modules. Returns the bundled files. */
async function bundle(folder, input, manualChunks, more, plugins = []) {
  const { output } = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [undiciParts(), ...plugins],
    define: { 'process.env.OINT_VERSION': JSON.stringify(version) },
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      target: 'node20',
      outDir: dist,
      emptyOutDir: false,
      minify: false,
      rollupOptions: {
        input,
        // A package's annotation for another bundler, which has no effect here.
        onwarn: (warning, warn) => warning.code !== 'INVALID_ANNOTATION' && warn(warning),
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: `${folder}/[name]-[hash].js`,
          hoistTransitiveImports: false,
          ...(manualChunks && { manualChunks, onlyExplicitManualChunks: true }),
          ...more,
        },
      },
    },
  });
  return output.flatMap((chunk) => chunk.moduleIds ?? []);
}

/**
 * Loads Node's own modules with `require` in CommonJS, where `import()` starts the loader of ES modules. The
 * functions of `node:fs/promises` are loaded at their first use: most calls need none, and no other module
 * that a call imports takes as long.
 */
function requiredModulesOfNode() {
  const late = 'new Proxy({}, { get: (_, name) => require("node:fs/promises")[name] })';
  return {
    name: 'required-modules-of-node',
    renderChunk: (code) =>
      code.replace(/(?<=^const [\w$]+ = )require\("node:fs\/promises"\)(?=;$)/gm, () => late),
    renderDynamicImport: ({ targetModuleId }) =>
      targetModuleId?.startsWith('node:')
        ? { left: 'Promise.resolve().then(() => require(', right: '))' }
        : null,
  };
}

/** Escapes all but ASCII: one other character makes V8 keep a file in twice the memory, and read it slower. */
function escapedText() {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    name: 'escaped-text',
    renderChunk: (code) => code.replace(/[^\t\n\r -~]/g, escaped),
  };
}

/**
 * Imports users' packages inside a `try`: webpack bundles no program with any other import of a package that
 * is missing.
 */
function triedPackages() {
  const isTheirs = (id) => external.some((name) => id === name || id?.startsWith(`${name}/`));
  return {
    name: 'tried-packages',
    renderDynamicImport: ({ targetModuleId }) =>
      isTheirs(targetModuleId)
        ? {
            left: '(async () => { try { return await import(',
            right: '); } catch (error) { throw error; } })()',
          }
        : null,
  };
}

/** Bundles the main file of a thread, with all that it imports, also later. */
function bundleThread(input) {
  return bundle('worker', input, undefined, { inlineDynamicImports: true });
}

/** The threads in which services run what must be possible to end, one for each service at most. */
async function serviceThreads() {
  const found = names
    .map((name) => [`worker/${name}`, `src/services/${name}/worker/thread.ts`])
    .filter(([, source]) => existsSync(join(root, source)));
  const bundles = [];
  for (const one of found) bundles.push(...(await bundleThread(Object.fromEntries([one]))));
  return bundles;
}

/** The sets of packages that services, engines and the queue need; some share a set. */
async function packageSets() {
  const { engineNeeds } = await importSource(root, 'src/local/engines/packages.ts');
  const { queueNeeds } = await importSource(root, 'src/cli/queue/packages.ts');
  const sets = [...services, ...engineNeeds, queueNeeds].map(({ needs }) => needs).filter(Boolean);
  return new Map(sets.map((set) => [set.name, set])).values();
}

/** Builds the page of the embedded server, with file names that the server knows. */
async function buildPage() {
  await build({
    configFile: false,
    root: join(root, 'src/local/page'),
    base: './',
    logLevel: 'warn',
    build: {
      target: 'es2022',
      outDir: join(dist, 'page'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        output: {
          entryFileNames: 'page.js',
          assetFileNames: ({ names: [name] }) => (name.endsWith('.css') ? 'page.css' : name),
        },
      },
    },
  });
}

/** Compresses the font to a tenth of its size. Both bundles read it. */
async function compressFont() {
  await mkdir(join(dist, 'font'));
  const bytes = gzipSync(await readFile(FONT), { level: 9 });
  await writeFile(join(dist, 'font', 'Galmuri11.bdf.gz'), bytes);
}

/** Writes the licenses of the bundled packages, as these require. */
async function writeLicenses(inputs) {
  const packages = new Set(
    inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean),
  );
  const texts = [...packages].sort().map(async (name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${await licenseText(folder)}`;
  });
  const text = (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n`);
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), text);
}

async function licenseText(folder) {
  for (const name of ['LICENSE', 'LICENSE.md', 'license', 'LICENSE.txt', 'LICENSE-MIT', 'ofl.md']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text) return text;
  }
  return 'The package contains no license text; see its package.json.\n';
}

async function emitTypes() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  // Not imported by programs: only loaded by path at run time.
  for (const inner of ['bsl', 'cli', 'docs', 'local', 'mcp', 'server', 'serving'])
    await rm(join(dist, 'types', inner), { recursive: true });
  for (const service of services) await writeParamDocs(dist, service);
}
