import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ClosedAccess } from '../src/core/access/closed.js';
import { Roots } from '../src/core/access/roots.js';
import { allDefinitions, exampleInput, type Known } from './support/definitions.js';
import { folder } from './support/folder.js';
import { type OverHttp, type OverTcp, reachOf } from './support/reach.js';
import { refusedPort, start } from './support/server.js';

/**
 * What a model must never get out, or write to: a file outside of the folders that a user opened. Every
 * param of every method is given its path, in every way to write it; nothing of it may arrive at the
 * service, and nothing outside may change.
 */
const SENTINEL = `sentinel-${'0123456789'.repeat(4)}`;
const FORMS = [SENTINEL, Buffer.from(SENTINEL).toString('base64').slice(0, 40)];

const definitions = (await allDefinitions()).filter(({ definition }) => !definition.programOnly);

let root: string;
let outside: string;
let secret: string;
let before: string;
let server: Awaited<ReturnType<typeof start>>;
const leaked: string[] = [];
let calling = '';

beforeAll(async () => {
  root = await folder();
  outside = await folder();
  secret = join(outside, 'secret.txt');
  await writeFile(secret, SENTINEL);
  await symlink(secret, join(root, 'link.txt'));
  await symlink(outside, join(root, 'folder'));
  await symlink(join(outside, 'new.txt'), join(root, 'dangling.txt'));
  await mkdir(join(root, 'deep'));
  before = await stateOf(outside);
  server = await start((request, response) => {
    const text = `${request.path}\n${JSON.stringify(request.headers)}\n${request.body.toString('latin1')}`;
    if (FORMS.some((form) => text.includes(form))) leaked.push(calling);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"ok":true,"result":true}');
  });
});

afterAll(() => server?.close());

/** The names and contents of all that is in a folder. */
async function stateOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(entry.name);
    if (entry.isFile()) hash.update(await readFile(join(entry.parentPath, entry.name)));
  }
  return hash.digest('hex');
}

/** Ways to write the path of the file, and of a new one beside it. */
function spellings(): string[] {
  const up = `../${basename(outside)}/secret.txt`;
  return [
    secret,
    `file://${secret}`,
    `FILE://${secret}`,
    'link.txt',
    'folder/secret.txt',
    up,
    `deep/../${up}`,
    `xx:/../../../..${secret}`,
    `@${secret}`,
    'dangling.txt',
    join(outside, 'new.txt'),
    'folder/new.txt',
  ];
}

/** Where in a value a path can be: on its own, in a list, as a value or a key of a record. */
const SHAPES: readonly ((path: string) => unknown)[] = [
  (path) => path,
  (path) => [path],
  (path) => ({ [path]: '' }),
  (path) => ({ file: path, key_path: path, ca_cert_path: path, path }),
  (path) => [{ type: 'photo', media: path, image_url: { url: path }, file: path }],
  (path) => JSON.stringify([path]),
];

const byService = grouped(definitions);

function grouped(all: readonly Known[]): [string, Known[]][] {
  const found = new Map<string, Known[]>();
  for (const one of all) found.set(one.service.name, [...(found.get(one.service.name) ?? []), one]);
  return [...found];
}

it.each(byService)(
  '%s sends and writes nothing outside of open folders',
  async (name, methods) => {
    const reach = await reachOf(name);
    const given = await valuesFor(reach);
    const call = reach.over === 'http' ? reach.call?.(server.url) : {};
    const roots = await Roots.of([root], 'Use --root.');
    for (const { definition, title } of methods) {
      const usual = await exampleInput(definition, given, root);
      for (const [key, { reach: reached }] of Object.entries(definition.params)) {
        // Where a file is expected every way is tried, elsewhere the plainest ones.
        const paths = reached ? spellings() : [secret, `@${secret}`];
        const shapes = reached ? SHAPES : SHAPES.slice(0, 2);
        for (const path of paths) {
          for (const shape of shapes) {
            calling = `${title} ${key} ${JSON.stringify(shape(path))}`;
            const access = new ClosedAccess(
              { roots },
              { hosts: ['127.0.0.1', 'localhost'], downloads: true, hint: 'Use --hosts.' },
            );
            await definition
              .invoke(
                { ...usual, [key]: shape(path) },
                { access, call: definition.offline ? {} : { retries: 0, timeout: 5_000, ...call } },
              )
              .catch(() => {});
            await access.close();
          }
        }
      }
    }
    expect(leaked).toEqual([]);
    expect(await stateOf(outside)).toBe(before);
  },
  120_000,
);

/** Which of these paths a call asked for, in any way to use a file. */
function watched(access: ClosedAccess, paths: readonly string[]): string[] {
  const asked: string[] = [];
  const { files } = access;
  for (const use of ['find', 'open', 'read', 'write', 'list', 'makeFolder', 'forDriver'] as const) {
    const real = files[use].bind(files) as (path: string, ...more: never[]) => never;
    Object.defineProperty(files, use, {
      value(path: string, ...more: never[]) {
        if (paths.includes(path)) asked.push(path);
        return real(path, ...more);
      },
    });
  }
  return asked;
}

it.each(byService)(
  '%s declares every param that reaches a file',
  async (name, methods) => {
    const reach = await reachOf(name);
    const given = await valuesFor(reach);
    const call = reach.over === 'http' ? reach.call?.(server.url) : {};
    const roots = await Roots.of([root], 'Use --root.');
    const undeclared = new Set<string>();
    for (const { definition, title } of methods) {
      const usual = await exampleInput(definition, given, root);
      for (const [key, param] of Object.entries(definition.params)) {
        // Settings of a connection name files too: they are granted and refused by their own rules.
        if (param.reach || param.kind.name === 'connection' || param.role === 'destination')
          continue;
        const path = join(root, `only-${key}.txt`);
        for (const value of [path, [path]]) {
          const access = new ClosedAccess(
            { roots },
            { hosts: ['127.0.0.1', 'localhost'], hint: 'Use --hosts.' },
          );
          const asked = watched(access, [path]);
          const options = definition.offline ? {} : { retries: 0, timeout: 5_000, ...call };
          await definition
            .invoke({ ...usual, [key]: value }, { access, call: options })
            .catch(() => {});
          await access.close();
          if (asked.length > 0) undeclared.add(`${title} ${key}`);
        }
      }
    }
    expect([...undeclared]).toEqual([]);
  },
  120_000,
);

it('would notice a file that is sent', async ({ skip }) => {
  const upload = definitions.find(({ title }) => title === 'openai UploadFile');
  if (!upload) return skip('openai is not tested in this run');
  calling = 'with open access';
  const input = { url: server.url, token: 't', name: 'a.txt', purpose: 'p', data: secret };
  await upload.definition.invoke(input).catch(() => {});
  expect(leaked.splice(0)).toEqual(['with open access']);
});

async function valuesFor(reach: OverHttp | OverTcp | { over: 'nothing' }) {
  if (reach.over === 'http') return reach.input(server.url, 'token');
  if (reach.over === 'tcp') return reach.input('127.0.0.1', await refusedPort(), 'token');
  return {};
}
