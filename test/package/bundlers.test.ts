import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build, transform } from 'esbuild';
import { rollup } from 'rollup';
import { beforeAll, describe, expect, it } from 'vitest';
import webpack from 'webpack';
import { type Installed, installed } from '../support/installed.js';
import { start } from '../support/server.js';

let at: Installed;

/** Programs that use one imported method each. */
const ASKS = `import { getResponse } from 'oint/openai';
const answer = await getResponse({ url: process.env.URL, model: 'any', messages: 'Hi' });
console.log(answer.choices[0].message.content);
`;
const EMBEDS = `import { getEmbeddings } from 'oint/openai';
const { data } = await getEmbeddings({ url: 'local', model: 'oint-hash', input: 'Hi' });
console.log(data.length);
`;

let entries: Record<'asks' | 'embeds', string>;
beforeAll(async () => {
  at = await installed();
  entries = { asks: join(at.project, 'asks.mjs'), embeds: join(at.project, 'embeds.mjs') };
  await writeFile(entries.asks, ASKS);
  await writeFile(entries.embeds, EMBEDS);
}, 120_000);

/** Bundles and minifies both programs into a folder, each into a file of its name. */
type Bundle = (outdir: string) => Promise<void>;

const byEsbuild: Bundle = async (outdir) => {
  await build({
    entryPoints: entries,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
};

const byRollup: Bundle = async (dir) => {
  const minified = {
    name: 'minified',
    renderChunk: (code: string) => transform(code, { minify: true, format: 'esm' }),
  };
  const bundle = await rollup({
    input: entries,
    plugins: [nodeResolve(), minified],
    // Drivers are optional.
    onwarn: ({ code, message }) => expect(code, message).toBe('UNRESOLVED_IMPORT'),
  });
  await bundle.write({ dir, entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });
  await bundle.close();
};

const byWebpack: Bundle = (path) =>
  new Promise((resolve, reject) => {
    const compiler = webpack({
      mode: 'production',
      entry: entries,
      target: 'node20',
      experiments: { outputModule: true },
      output: { path, module: true, filename: '[name].mjs', chunkFormat: 'module' },
    });
    compiler!.run((error, stats) => {
      if (error) return reject(error);
      const { errors, warnings } = stats!.toJson({ all: false, errors: true, warnings: true });
      expect(errors).toEqual([]);
      // Drivers are optional.
      for (const { message } of warnings!) expect(message).toContain('Module not found');
      resolve();
    });
  });

const BUNDLERS = { esbuild: byEsbuild, Rollup: byRollup, webpack: byWebpack };

/** What the official SDK has, with one method, is 146 kB. */
const LARGEST = 120_000;

/** The size of a file with all that it imports at once. */
function sizeOf(file: string, known = new Set<string>()): number {
  if (known.has(file)) return 0;
  known.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*["'](\.[^"']+)["']/g);
  const others = [...imports].map(([, to]) => sizeOf(join(file, '..', to!), known));
  return others.reduce((sum, size) => sum + size, statSync(file).size);
}

/** Runs a program that asks. */
async function asks(command: readonly string[], main: string): Promise<void> {
  const message = { role: 'assistant', content: 'Hello!' };
  const server = await start((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ choices: [{ message, finish_reason: 'stop' }] }));
  });
  expect(await outputOf(command, main, { URL: server.url })).toBe('Hello!\n');
  expect(server.requests).toHaveLength(1);
}

async function outputOf(command: readonly string[], main: string, more = {}): Promise<string> {
  const [file, ...args] = command;
  const options = { cwd: at.project, env: { ...at.env, ...more } };
  const { stdout, stderr } = await promisify(execFile)(file!, [...args, main], options);
  expect(stderr).toBe('');
  return stdout;
}

describe.each(Object.entries(BUNDLERS))('%s', (name, bundle) => {
  const fileOf = (program: string) => join(at.project, name, `${program}.mjs`);
  beforeAll(() => bundle(join(at.project, name)), 180_000);

  it('bundles a method without the others', async () => {
    expect(sizeOf(fileOf('asks'))).toBeLessThan(LARGEST);
    await asks([process.execPath], fileOf('asks'));
  });

  it('bundles the embedded server separately', async () => {
    expect(sizeOf(fileOf('embeds'))).toBeLessThan(LARGEST);
    expect(await outputOf([process.execPath], fileOf('embeds'))).toBe('1\n');
  });
});

/** Other runtimes: their commands may be in variables. */
const RUNTIMES = [
  ['Bun', process.env.BUN || 'bun', []],
  ['Deno', process.env.DENO || 'deno', ['run', '--allow-all', '--no-remote']],
] as const;

describe.each(RUNTIMES)('%s', (name, command, args) => {
  const has = spawnSync(command, ['--version']).status === 0;
  const skipped = has ? '' : ` (skipped: there is no ${command}; see ${name.toUpperCase()})`;

  it.skipIf(!has)(`runs a bundle, and a program without one${skipped}`, async () => {
    const bundled = join(at.project, `for-${name}`);
    await byEsbuild(bundled);
    await asks([command, ...args], join(bundled, 'asks.mjs'));
    await asks([command, ...args], entries.asks);
  });
});
