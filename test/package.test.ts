import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { readManifests } from '../src/catalogue/manifest.js';
import { installed } from './support/installed.js';

const root = process.cwd();
const run = promisify(execFile);
const noTypes = existsSync('dist/types') ? '' : ' (skipped: dist/ was built without types)';

let project: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  ({ project, env } = await installed());
}, 60_000);

it('has the same files as the other tests run', async () => {
  const packed = join(project, 'node_modules/oint');
  const entries = await readdir(join(packed, 'dist'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(50);
  for (const { parentPath, name } of files) {
    const path = relative(packed, join(parentPath, name));
    const isSame = (await readFile(join(packed, path))).equals(await readFile(join(root, path)));
    expect(isSame, `${path} is the same`).toBe(true);
  }
});

it('npm install oint brings 25 packages at most', async () => {
  const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: project, env });
  const packages = stdout.trim().split('\n').slice(1);
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.length).toBeLessThanOrEqual(25);
});

it('tells a program how to install a missing driver', async () => {
  await writeFile(
    join(project, 'missing.mjs'),
    `import { postgres } from 'oint';
const at = { connectionString: 'postgresql://me@localhost/shop' };
await postgres.createConnection(at).catch((error) => console.log(error.name, error.message));
`,
  );
  const { stdout, stderr } = await run(process.execPath, ['missing.mjs'], { cwd: project, env });
  expect(stderr).toBe('');
  expect(
    stdout,
  ).toBe(`MissingPackageError postgres CreateConnection: this needs the package pg, which is not installed
Install it: oint install postgres; or in your project: npm install pg pg-query-stream
`);
});

it.skipIf(noTypes)(
  `its types do not need the types of drivers${noTypes}`,
  { timeout: 60_000 },
  async () => {
    await mkdir(join(project, 'node_modules/@types'));
    for (const name of ['@types/node', 'undici-types'])
      await cp(join(root, 'node_modules', name), join(project, 'node_modules', name), {
        recursive: true,
      });
    const services = [...readManifests()];
    const names = services.map(({ identifier }) => identifier);
    const imports = services.map(
      ({ name, identifier }) => `import * as ${identifier} from 'oint/${name}';`,
    );
    await writeFile(
      join(project, 'typed.ts'),
      `import * as oint from 'oint';
import { ask } from 'oint/ask';
${imports.join('\n')}
export const all = { oint, ask, ${names.join(', ')} };
`,
    );
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2023', 'esnext.disposable'] },
      ...{ strict: true, skipLibCheck: false, noEmit: true, types: ['node'] },
    };
    const files = ['typed.ts'];
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const compiled = run(process.execPath, [tsc, '-p', project]).catch((error) => error);
    expect((await compiled).stdout).toBe('');
  },
);

it('can be bundled without drivers', { timeout: 60_000 }, async () => {
  const entry = join(project, 'entry.mjs');
  await writeFile(
    entry,
    `import { openai } from 'oint';
console.log(typeof openai.getResponse);`,
  );
  const options = { bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' } as const;
  const outfile = join(project, 'bundle.mjs');
  await build({ ...options, entryPoints: [entry], outfile });
  const { stdout } = await run(process.execPath, [outfile], { cwd: project, env });
  expect(stdout).toBe('function\n');
});
