import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PackageLock } from '../../src/catalogue/package-locks.js';
import { isBuiltIn } from '../../src/core/packages/package-set.js';
import { driver as sqlite } from '../../src/core/sqlite/packages.js';
import { bareOint } from '../support/bare.js';
import { folder } from '../support/folder.js';
import { type Options, runOn, startOn } from '../support/oint.js';
import { startPostgres } from '../support/postgres.js';
import { type Registry, startRegistry } from '../support/registry.js';
import { refusedPort, start } from '../support/server.js';

/** Without npm's settings of this machine; its cache is in the home folder of the test. */
const QUIET = { npm_config_fetch_retries: '0', npm_config_update_notifier: 'false' };

let bare: string;
let registry: Registry;
/** The packages of postgres, as the list shows them: `pg 8.23.1, pg-query-stream 4.17.0`. */
let drivers: string;
beforeAll(async () => {
  bare = await bareOint();
  const { packages, dependencies } = await lock('postgres');
  drivers = Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  registry = await startRegistry(Object.keys(packages));
}, 60_000);

const lockFile = (main: string, set: string) => join(dirname(main), '../packages', `${set}.json`);

async function lock(set: string, main = bare): Promise<PackageLock> {
  return JSON.parse(await readFile(lockFile(main, set), 'utf8'));
}

/** OInt with a lock file for the packages of a registry, with their checksums. */
async function ointFor({ integrity }: Registry, set: string): Promise<string> {
  const main = await bareOint();
  const found = await lock(set);
  for (const [path, entry] of Object.entries(found.packages)) {
    entry.integrity = integrity.get(path.replace('node_modules/', ''))!;
  }
  await writeFile(lockFile(main, set), JSON.stringify(found));
  return main;
}

async function newData(url = registry.url): Promise<{ data: string; options: Options }> {
  const data = join(await folder(), 'data');
  return { data, options: { env: { OINT_DATA: data, npm_config_registry: url, ...QUIET } } };
}

/** Everything in a folder, except the contents of packages. */
async function below(path: string): Promise<string[]> {
  const all = await readdir(path, { recursive: true }).catch(() => [] as string[]);
  return all.filter((name) => !/node_modules[/\\]./.test(name)).sort();
}

const query = (url: string) => [
  'postgres',
  'ExecuteSQLQuery',
  '--dbc',
  url,
  '--sql',
  'SELECT 7 AS n',
];
const nowhere = query('postgresql://me@localhost/shop');
const MISSING = `oint: postgres ExecuteSQLQuery: this needs the package pg, which is not installed
  Install it: oint install postgres; or in your project: npm install pg pg-query-stream
`;

describe('oint install', () => {
  it('adds what a service needs', { timeout: 90_000 }, async () => {
    const main = await ointFor(registry, 'postgres');
    const { data, options } = await newData();
    expect(await runOn(main, nowhere, options)).toMatchObject({ status: 2, stderr: MISSING });
    const help = await runOn(main, ['postgres'], options);
    expect(help.stdout).toContain('  oint install postgres\n');
    const place = join(data, 'packages/postgres');
    const installed = await runOn(main, ['install', 'postgres'], options);
    expect(installed).toMatchObject({
      status: 0,
      stderr: '',
      stdout: `postgres: ${drivers} in ${place}\n`,
    });
    expect(await below(place)).toEqual(['node_modules']);
    const { url } = await startPostgres();
    const answer = await runOn(main, query(url), options);
    expect(answer).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(answer.stdout)).toMatchObject({ data: [{ n: 7 }] });
    expect((await runOn(main, ['postgres'], options)).stdout).not.toContain('oint install');
    const { stdout } = await runOn(main, ['install'], options);
    expect(stdout).toMatch(/sftp, ssh +SFTP, SSH {2}\(missing: ssh2\)/);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`(${drivers}: ${place})`);
  });

  it('refuses a package with another checksum, and keeps the installed one', {
    timeout: 60_000,
  }, async () => {
    const { data, options } = await newData();
    const former = join(data, 'packages/postgres/node_modules/pg');
    await mkdir(former, { recursive: true });
    await writeFile(join(former, 'package.json'), '{"version":"8.0.0"}');
    // The packages were packed again here: the same contents, but different bytes.
    const { status, stderr } = await runOn(bare, ['install', 'postgres'], options);
    expect(status).toBe(1);
    expect(stderr).toMatch(/npm could not install pg, pg-query-stream: .*EINTEGRITY/);
    expect(stderr).toContain('Nothing was changed.');
    expect(await readdir(join(data, 'packages/postgres'))).toEqual(['node_modules']);
    expect(await readFile(join(former, 'package.json'), 'utf8')).toBe('{"version":"8.0.0"}');
  });

  it('compiles what must be, and runs no install script', {
    timeout: 60_000,
  }, async (test) => {
    if (isBuiltIn(sqlite)) test.skip(`Node ${process.versions.node} has SQLite itself`);
    const packages = await folder();
    const put = async (name: string, dependencies: object) => {
      const place = join(packages, name);
      await mkdir(place);
      const scripts = {
        install: 'echo downloaded > downloaded.txt',
        'build-release': 'echo compiled > compiled.txt',
      };
      const description = { name, version: '1.0.0', scripts, dependencies };
      await writeFile(join(place, 'package.json'), JSON.stringify(description));
      return place;
    };
    const own = await startRegistry([
      await put('better-sqlite3', { 'oint-bindings': '1.0.0' }),
      await put('oint-bindings', {}),
    ]);
    const main = await bareOint();
    const entry = (name: string, dependencies = {}) => ({
      ...{ version: '1.0.0', integrity: own.integrity.get(name)!, hasInstallScript: true },
      dependencies,
    });
    const made: PackageLock = {
      dependencies: { 'better-sqlite3': '1.0.0' },
      packages: {
        'node_modules/better-sqlite3': entry('better-sqlite3', { 'oint-bindings': '1.0.0' }),
        'node_modules/oint-bindings': entry('oint-bindings'),
      },
      optional: {},
    };
    await writeFile(lockFile(main, 'sqlite'), JSON.stringify(made));
    const { data, options } = await newData(own.url);
    expect(await runOn(main, ['install', 'sqlite'], options)).toMatchObject({ status: 0 });
    const place = join(data, 'packages/sqlite');
    const compiled = (name: string) => readdir(join(place, 'node_modules', name));
    expect(await compiled('better-sqlite3')).toEqual(['compiled.txt', 'package.json']);
    expect(await compiled('oint-bindings')).toEqual(['package.json']);
    const { stdout } = await runOn(main, ['install', 'sqlite', '--dry-run'], options);
    expect(stdout).toBe(
      `npm install --prefix ${place} --omit=optional --ignore-scripts better-sqlite3@1.0.0 && npm run --prefix ${join(place, 'node_modules/better-sqlite3')} build-release\n`,
    );
  });

  it('says what compiling needs where it fails', { timeout: 60_000 }, async (test) => {
    if (isBuiltIn(sqlite)) test.skip(`Node ${process.versions.node} has SQLite itself`);
    const place = join(await folder(), 'better-sqlite3');
    await mkdir(place);
    const scripts = { 'build-release': 'exit 1' };
    const description = { name: 'better-sqlite3', version: '1.0.0', scripts };
    await writeFile(join(place, 'package.json'), JSON.stringify(description));
    const own = await startRegistry([place]);
    const main = await bareOint();
    const integrity = own.integrity.get('better-sqlite3')!;
    const made: PackageLock = {
      dependencies: { 'better-sqlite3': '1.0.0' },
      packages: { 'node_modules/better-sqlite3': { version: '1.0.0', integrity } },
      optional: {},
    };
    await writeFile(lockFile(main, 'sqlite'), JSON.stringify(made));
    const { data, options } = await newData(own.url);
    const { status, stderr } = await runOn(main, ['install', 'sqlite'], options);
    expect(status).toBe(1);
    expect(stderr).toContain('needs Python and a C++ compiler');
    expect(stderr).toContain('Node 24 or newer needs none of this');
    expect(await below(join(data, 'packages'))).toEqual(['sqlite']);
  });

  it('leaves nothing incomplete if it is interrupted', { timeout: 60_000 }, async () => {
    const silent = await start(() => new Promise<void>(() => {}));
    const { data, options } = await newData(silent.url);
    const running = startOn(bare, ['install', 'postgres'], options);
    await expect.poll(() => silent.requests.length, { timeout: 30_000 }).toBeGreaterThan(0);
    running.signal('SIGINT');
    expect((await running.ended).status).toBe(130);
    expect(await below(join(data, 'packages'))).toEqual(['postgres']);
  });
});

describe('oint install reports an error', () => {
  it('without a network', { timeout: 60_000 }, async () => {
    const { data, options } = await newData(`http://127.0.0.1:${await refusedPort()}`);
    const { status, stderr } = await runOn(bare, ['install', 'ssh'], options);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^oint: install ssh: npm could not install ssh2: .*ECONNREFUSED/);
    expect(stderr).toContain(`copy the folder from a machine of the same kind: ${data}`);
    expect(await below(join(data, 'packages'))).toEqual(['ssh']);
  });

  it('without npm', async () => {
    const { data, options } = await newData();
    const env = { ...options.env, PATH: await folder() };
    const { status, stderr } = await runOn(bare, ['install', 'sftp'], { env });
    expect(status).toBe(1);
    expect(stderr).toContain('npm was not found on the PATH');
    const place = join(data, 'packages/ssh');
    const line = `npm install --prefix ${place} --omit=optional --ignore-scripts ssh2@`;
    expect(stderr).toContain(line);
    expect(await below(data)).toEqual([]);
  });

  it('if the folder cannot be written', async () => {
    const { options } = await newData();
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    const env = { ...options.env, OINT_DATA: join(file, 'data') };
    const { status, stderr } = await runOn(bare, ['install', 'ssh'], { env });
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot write to .*: ENOTDIR.*\n.*OINT_DATA/);
    const engine = await runOn(bare, ['install', 'model-engine'], { env });
    expect(engine.stderr).toContain('or OINT_ENGINES to a folder for this only');
  });

  it('for unknown names', async () => {
    for (const [args, words] of [
      [['postgre'], 'Did you mean postgres?'],
      [['--all'], "Unknown option '--all'"],
      [['model-engine', '--gpu', 'tpu'], '--gpu must be cuda or vulkan'],
      [['ssh', '--gpu', 'cuda'], '--gpu is only for model-engine'],
    ] as const) {
      const { status, stderr } = await runOn(bare, ['install', ...args]);
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(words) });
    }
    const none = await runOn(bare, ['install', 'telegram']);
    expect(none).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing to install'),
    });
  });
});

describe('a package is found', () => {
  it('next to OInt, as installed by npm', async () => {
    const { options } = await newData();
    const main = await bareOint();
    const beside = join(dirname(main), '../../../node_modules');
    await mkdir(beside, { recursive: true });
    const { packages } = await lock('postgres');
    const root = fileURLToPath(new URL('../..', import.meta.url));
    for (const path of Object.keys(packages)) {
      const name = path.replace('node_modules/', '');
      await cp(join(root, path), join(beside, name), { recursive: true });
    }
    const { url } = await startPostgres();
    expect(await runOn(main, query(url), options)).toMatchObject({ status: 0, stderr: '' });
    const { stdout } = await runOn(main, ['install'], options);
    expect(stdout.replace(/\s+/g, ' ')).toContain(dirname(beside));
  });
});

it('--dry-run prints the npm command, and does nothing', async () => {
  const { data, options } = await newData();
  const args = ['install', 'postgres', 'sqlite', '--dry-run'];
  const { stdout } = await runOn(bare, args, options);
  expect(stdout).toContain(
    `npm install --prefix ${join(data, 'packages/postgres')} --omit=optional --ignore-scripts ${drivers.replace(/ (?=\d)/g, '@').replace(', ', ' ')}\n`,
  );
  expect(await below(data)).toEqual([]);
});
