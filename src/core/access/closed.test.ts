import { link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { start } from '../../../test/support/server.js';
import { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { Bytes } from '../files/bytes.js';
import { request } from '../http/request.js';
import { isMetadata } from './address.js';
import { ClosedAccess } from './closed.js';
import type { ClosedFilesOptions } from './closed-files.js';
import type { ClosedNetworkOptions } from './closed-network.js';
import { dial, socketFor } from './dial.js';
import { NotAllowed } from './not-allowed.js';
import { Roots } from './roots.js';

let root: string;
let outside: string;

beforeAll(async () => {
  root = await folder();
  outside = await folder();
  await writeFile(join(root, 'in.txt'), 'inside');
  await writeFile(join(outside, 'out.txt'), 'outside');
  await mkdir(join(root, 'deep'));
  await symlink(join(outside, 'out.txt'), join(root, 'link.txt'));
  await symlink(outside, join(root, 'folder'));
  await symlink(join(outside, 'new.txt'), join(root, 'dangling.txt'));
});

async function access(
  files: Partial<ClosedFilesOptions> = {},
  network: Partial<ClosedNetworkOptions> = {},
): Promise<ClosedAccess> {
  const roots = await Roots.of([root], 'Use --root.');
  const made = new ClosedAccess({ roots, ...files }, { hint: 'Use --hosts.', ...network });
  onTestFinished(() => made.close());
  return made;
}

async function read(made: ClosedAccess, path: string): Promise<string> {
  const file = await made.files.open(path);
  return (await Bytes.ofFile(file!, { name: 'a' }).buffer()).toString();
}

const OUTSIDE = [
  () => join(outside, 'out.txt'),
  () => 'link.txt',
  () => 'folder/out.txt',
  () => join(root, 'folder/../link.txt'),
  () => `deep/../../${outside.split('/').at(-1)}/out.txt`,
  () => `file://${outside}/out.txt`,
  () => `FILE://${outside}/out.txt`,
  () => '/etc/passwd',
  () => '/proc/self/environ',
  () => '/dev/fd/0',
  () => 'xx:/../../../../etc/passwd',
  () => '',
  () => 'in.txt\0',
];

describe('files', () => {
  it('in the folders are read, repeatedly, by path or file: URL', async () => {
    const made = await access();
    for (const path of [
      'in.txt',
      'deep/../in.txt',
      join(root, 'in.txt'),
      `file://${root}/in.txt`,
    ]) {
      expect(await read(made, path), path).toBe('inside');
    }
    const bytes = Bytes.ofFile((await made.files.open('in.txt'))!, { name: 'a' });
    expect(await Promise.all([bytes.buffer(), bytes.buffer()])).toHaveLength(2);
    expect(await made.files.open('missing.txt')).toBeUndefined();
  });

  it.each(OUTSIDE.map((path) => [path]))('outside are neither read nor found: %s', async (path) => {
    const { files } = await access();
    for (const use of ['open', 'find', 'read', 'list', 'write', 'makeFolder', 'remove'] as const) {
      const error = await failure(Promise.resolve(files[use](path())), NotAllowed);
      expect(error.what).toMatch(/^access to .* is not allowed$/);
    }
    for (const use of ['read', 'write'] as const) {
      await failure(files.forDriver(path(), use), NotAllowed);
    }
  });

  it('are not created through a dangling link', async () => {
    const { files } = await access();
    await failure(files.write('dangling.txt'), NotAllowed);
    await failure(files.forDriver('dangling.txt', 'write'), NotAllowed);
  });

  it('stay the opened ones, even if they are replaced afterwards', async () => {
    const made = await access();
    const path = join(root, 'swapped.txt');
    await writeFile(path, 'before');
    const file = await made.files.open('swapped.txt');
    await rename(path, join(root, 'moved.txt'));
    await symlink(join(outside, 'out.txt'), path);
    const bytes = await Bytes.ofFile(file!, { name: 'a' }).buffer();
    expect(bytes.toString()).toBe('before');
    await rm(path);
  });

  it('are written completely, in the folders only', async () => {
    const { files } = await access();
    const target = await files.write('deep/new.txt');
    await target.write(Buffer.from('new'));
    await target.commit();
    expect(await readFile(join(root, 'deep/new.txt'), 'utf8')).toBe('new');
  });

  it.skipIf(process.platform === 'win32')(
    'are not written through to other names outside (skipped on Windows)',
    async () => {
      const path = join(root, 'linked.txt');
      await writeFile(path, 'before');
      await link(path, join(outside, 'linked.txt'));
      const error = await failure((await access()).files.write('linked.txt'), InputError);
      expect(error.message).toContain('it has other hard links');
      expect(await readFile(path, 'utf8')).toBe('before');
      expect((await readdir(root)).filter((name) => name.endsWith('.part'))).toEqual([]);
      await rm(path);
    },
  );

  it('are not written if nothing may be changed', async () => {
    const { files } = await access({ readOnly: 'the server only reads' });
    const error = await failure(files.write('new.txt'), NotAllowed);
    expect(error.what).toBe('cannot write to new.txt: the server only reads');
    await failure(files.makeFolder('new'), NotAllowed);
    await failure(files.remove('in.txt'), NotAllowed);
    await failure(files.setModified('in.txt', 0), NotAllowed);
  });

  it('are deleted, and of a link only the link', async () => {
    const { files } = await access();
    await writeFile(join(root, 'old.txt'), 'old');
    await symlink('in.txt', join(root, 'to-in.txt'));
    await files.setModified('old.txt', 1_000_000);
    expect((await files.find('old.txt'))!.modified).toBe(1_000_000);
    await files.remove('old.txt');
    await files.remove('to-in.txt');
    expect(await files.find('old.txt')).toBeUndefined();
    expect(await readFile(join(root, 'in.txt'), 'utf8')).toBe('inside');
    await failure(files.remove('deep/..'), NotAllowed);
  });

  it('that the user has fixed may be anywhere, and nothing else', async () => {
    const path = join(outside, 'out.txt');
    const made = await access({ granted: new Set([path]) });
    expect(await read(made, path)).toBe('outside');
    await failure(made.files.open(join(outside, 'other.txt')), NotAllowed);
  });
});

describe('hosts', () => {
  const port = 80;
  const LOCAL = [
    '127.0.0.1',
    '127.1.2.3',
    '[::1]',
    '10.0.0.8',
    '192.168.1.1',
    '169.254.1.1',
    '0.0.0.0',
  ];

  it.each(LOCAL)('%s is refused, unless the user has opened it', async (host) => {
    const { network } = await access();
    expect(() => network.check(host, port)).toThrow(/is not allowed \(not a public address/);
    const { network: open } = await access({}, { hosts: [host.replace(/[[\]]/g, '')] });
    expect(() => open.check(host, port)).not.toThrow();
  });

  it('with metadata are never allowed, opened or not, in any form', async () => {
    const forms = [
      '169.254.169.254',
      '[::ffff:169.254.169.254]',
      '[64:ff9b::a9fe:a9fe]',
      '[fd00:ec2::254]',
    ];
    for (const host of forms) {
      expect(isMetadata(host.replace(/[[\]]/g, '')), host).toBe(true);
      const { network } = await access({}, { hosts: ['*'] });
      expect(() => network.check(host, port)).toThrow(/metadata/);
    }
  });

  it('are checked after a name is resolved, at the socket and for HTTP', async () => {
    const server = await start((_, response) => void response.end('{}'));
    const closed = await access();
    const ask = (made: ClosedAccess, host: string) =>
      request(
        new Call('test', 'read', { proxy: false }, { access: made }),
        'GET',
        new URL(`http://${host}:${server.port}/`),
      );
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]']) {
      const error = await failure(ask(closed, host), NotAllowed);
      expect(error.message).toMatch(/^test: connecting to .* is not allowed|^connecting to/);
    }
    expect(server.requests).toHaveLength(0);
    await ask(await access({}, { hosts: [`localhost:${server.port}`] }), 'localhost');
    await ask(await access({}, { granted: [`127.0.0.1:${server.port}`] }), '127.0.0.1');
    expect(server.requests).toHaveLength(2);
    // Connections of one network are not reused by another.
    await failure(ask(closed, 'localhost'), NotAllowed);
  });

  it('are not reached by a redirect', async () => {
    const inner = await start((_, response) => void response.end('{"secret":1}'));
    const outer = await start((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end();
    });
    const made = await access({}, { granted: [`localhost:${outer.port}`] });
    const call = new Call('test', 'read', { proxy: false }, { access: made });
    await expect(
      request(call, 'GET', new URL(`http://localhost:${outer.port}/`)),
    ).rejects.toThrow();
    expect(inner.requests).toHaveLength(0);
  });

  it('are not reached by the sockets of drivers either', async () => {
    const listening = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void listening.close());
    const { port } = listening.address() as { port: number };
    const { network } = await access();
    expect(() => dial(network, '127.0.0.1', port)).toThrow(NotAllowed);
    expect(() => socketFor(network).connect(port, '127.0.0.1')).toThrow(NotAllowed);
    expect(() => socketFor(network).connect('/run/postgresql/.s.PGSQL.5432')).toThrow(NotAllowed);
    const socket = dial(network, 'localhost', port);
    const error = await new Promise((resolve) => socket.once('error', resolve));
    expect(error).toBeInstanceOf(NotAllowed);
  });
});
