import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { killTree, noSshd, startServer, startSshd } from '../../../test/support/ssh-server.js';
import {
  ConnectionError,
  ResponseError,
  ServiceError,
  TimeoutError,
} from '../../core/errors/errors.js';
import {
  createConnection,
  getFileData,
  listObjects,
  saveFile,
  updatePath,
  uploadFile,
} from './index.js';

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;
const FOLDER = 0o40755;
const FILE = 0o100644;

/** Opens a connection to a server whose files the test defines. */
async function serving(files: (sftp: SFTPWrapper) => void) {
  const { port } = await startServer((client: Connection) => {
    client.on('authentication', (context) => context.accept());
    client.on('session', (accept) => {
      accept().on('sftp', (accepted) => files(accepted()));
    });
  });
  const settings = { host: '127.0.0.1', port, username: 'me', password: 'p' };
  return createConnection({ settings }, { hostKey: 'no' });
}

function attributes(mode: number, size = 0) {
  return { mode, size, uid: 0, gid: 0, atime: 1, mtime: 2 };
}

/** Lists these names in every folder; the content of each file is "evil". */
function listing(names: readonly string[], mode = FILE): (sftp: SFTPWrapper) => void {
  return (sftp) => {
    let told = false;
    const status = (path: string) =>
      names.some((name) => path.endsWith(`/${name}`)) ? mode : FOLDER;
    sftp.on('STAT', (id, path) => sftp.attrs(id, attributes(status(path), 4)));
    sftp.on('LSTAT', (id, path) => sftp.attrs(id, attributes(status(path), 4)));
    sftp.on('FSTAT', (id) => sftp.attrs(id, attributes(mode, 4)));
    sftp.on('OPENDIR', (id) => {
      told = false;
      sftp.handle(id, Buffer.from('h'));
    });
    sftp.on('READDIR', (id) => {
      if (told) return sftp.status(id, STATUS_CODE.EOF);
      told = true;
      sftp.name(
        id,
        names.map((filename) => ({ filename, longname: filename, attrs: attributes(mode, 4) })),
      );
    });
    sftp.on('OPEN', (id) => sftp.handle(id, Buffer.from('f')));
    sftp.on('READ', (id, _handle, offset) =>
      offset >= 4 ? sftp.status(id, STATUS_CODE.EOF) : sftp.data(id, Buffer.from('evil')),
    );
    sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
  };
}

describe('a hostile server', () => {
  it.each(['../evil', '/etc/evil', 'a/b', 'x\0y'])(
    'cannot write outside the folder with the name %j',
    async (name) => {
      const home = await folder();
      await using connection = await serving(listing(['good', name]));
      const target = join(home, 'target');
      const error = await failure(
        saveFile({ connection, path: '/r', file: target }),
        ResponseError,
      );
      expect(error.message).toContain('is outside the folder');
      expect(await readdir(home)).toEqual([]);
    },
  );

  it('cannot cause endless recursion with folders named . and ..', async () => {
    await using connection = await serving(listing(['.', '..', '../x'], FOLDER));
    const { data } = await listObjects({ connection, path: '/r', recursive: true });
    expect(data.map(({ name }) => name)).toEqual(['../x']);
  });

  it('cannot make a truncated file look complete', async () => {
    await using connection = await serving((sftp) => {
      listing(['file'])(sftp);
      sftp.removeAllListeners('FSTAT');
      sftp.on('FSTAT', (id) => sftp.attrs(id, attributes(FILE, 1000)));
    });
    const error = await failure(getFileData({ connection, path: '/r/file' }), ResponseError);
    expect(error).toMatchObject({ cut: true, retryable: true });
  });

  it('that stops responding causes a timeout', async () => {
    await using connection = await serving((sftp) => {
      sftp.on('STAT', () => {});
    });
    const call = saveFile({ connection, path: '/r', file: 'x' }, { idleTimeout: 150 });
    expect(await failure(call, TimeoutError)).toMatchObject({ deadline: 'idleTimeout' });
  });

  it('has its error message passed on', async () => {
    await using connection = await serving((sftp) => {
      sftp.on('OPENDIR', (id) => sftp.status(id, STATUS_CODE.FAILURE, 'quota of stars exceeded'));
    });
    const error = await failure(listObjects({ connection, path: '/r' }), ServiceError);
    expect(error).toMatchObject({ reason: 'FAILURE', details: { path: '/r' } });
    expect(error.message).toContain('quota of stars exceeded');
  });

  it('without SFTP is reported', async () => {
    const { port } = await startServer((client) => {
      client.on('authentication', (context) => context.accept());
      client.on('session', (accept) => void accept());
    });
    const settings = { host: '127.0.0.1', port, username: 'me', password: 'p' };
    const call = listObjects({ connection: settings }, { hostKey: 'no' });
    expect(await failure(call, ServiceError)).toMatchObject({ reason: 'NO_SFTP' });
  });
});

/** A server without extensions: rename cannot replace, as on old and small servers. */
function plainFiles(files: Map<string, Buffer>): (sftp: SFTPWrapper) => void {
  return (sftp) => {
    const opened = new Map<string, string>();
    const stat = (id: number, path: string) => {
      const found = files.get(path);
      if (found) sftp.attrs(id, attributes(FILE, found.length));
      else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    };
    const ok = (id: number) => sftp.status(id, STATUS_CODE.OK);
    sftp.on('STAT', stat);
    sftp.on('LSTAT', stat);
    sftp.on('REALPATH', (id, path) =>
      sftp.name(id, [{ filename: path, longname: path, attrs: attributes(FILE) }] as never),
    );
    sftp.on('SETSTAT', ok);
    sftp.on('OPEN', (id, path, flags) => {
      if (flags & OPEN_MODE.WRITE) files.set(path, Buffer.alloc(0));
      const handle = `h${opened.size}`;
      opened.set(handle, path);
      sftp.handle(id, Buffer.from(handle));
    });
    sftp.on('FSTAT', (id, handle) => stat(id, opened.get(handle.toString())!));
    sftp.on('WRITE', (id, handle, offset, data) => {
      const path = opened.get(handle.toString())!;
      const before = files.get(path)!;
      const whole = Buffer.alloc(Math.max(before.length, offset + data.length));
      before.copy(whole);
      data.copy(whole, offset);
      files.set(path, whole);
      ok(id);
    });
    sftp.on('READ', (id, handle, offset, length) => {
      const data = files.get(opened.get(handle.toString())!)!;
      // A server can return less than requested.
      const piece = data.subarray(offset, offset + Math.min(length, 10_000));
      if (piece.length > 0) sftp.data(id, piece);
      else sftp.status(id, STATUS_CODE.EOF);
    });
    sftp.on('CLOSE', ok);
    sftp.on('REMOVE', (id, path) =>
      sftp.status(id, files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE),
    );
    sftp.on('RENAME', (id, from, to) => {
      const data = files.get(from);
      if (!data || files.has(to)) return sftp.status(id, STATUS_CODE.FAILURE);
      files.delete(from);
      files.set(to, data);
      ok(id);
    });
  };
}

describe('a server without extensions', () => {
  it('can replace files, and return less than requested', async () => {
    const files = new Map([['/file', Buffer.from('old')]]);
    await using connection = await serving(plainFiles(files));
    const data = Buffer.alloc(150_001, 'n');
    await uploadFile({ connection, file: data, path: '/file' });
    expect([...files.keys()]).toEqual(['/file']);
    expect(files.get('/file')!.equals(data)).toBe(true);
    expect((await getFileData({ connection, path: '/file' })).equals(data)).toBe(true);
    files.set('/other', Buffer.from('o'));
    await updatePath({ connection, from: '/other', to: '/file', overwrite: true });
    expect([...files]).toEqual([['/file', Buffer.from('o')]]);
  });
});

describe('a server without extensions', () => {
  it('has the new content in the old file if a rename fails', async () => {
    const files = new Map([['/file', Buffer.from('old')]]);
    await using connection = await serving((sftp) => {
      plainFiles(files)(sftp);
      const [rename] = sftp.listeners('RENAME') as ((id: number, a: string, b: string) => void)[];
      sftp.removeAllListeners('RENAME');
      sftp.on('RENAME', (id, from, to) => {
        if (files.get(from)?.equals(Buffer.from('new')))
          return sftp.status(id, STATUS_CODE.FAILURE, 'no more names');
        rename!(id, from, to);
      });
    });
    await uploadFile({ connection, file: Buffer.from('new'), path: '/file' });
    expect([...files]).toEqual([['/file', Buffer.from('new')]]);
    files.set('/other', Buffer.from('new'));
    files.set('/file', Buffer.from('old'));
    const moving = updatePath({ connection, from: '/other', to: '/file', overwrite: true });
    expect((await failure(moving, ServiceError)).message).toContain('no more names');
    expect(files).toEqual(
      new Map([
        ['/other', Buffer.from('new')],
        ['/file', Buffer.from('old')],
      ]),
    );
  });

  it('keeps the other hard links of a file, which a listing shows', async () => {
    const files = new Map([['/d/file', Buffer.from('the old content')]]);
    const renamed: string[] = [];
    await using connection = await serving((sftp) => {
      plainFiles(files)(sftp);
      sftp.on('RENAME', (_, from) => renamed.push(from));
      sftp.on('FSETSTAT', (id, _handle, { size }) => {
        files.set('/d/file', files.get('/d/file')!.subarray(0, size));
        sftp.status(id, STATUS_CODE.OK);
      });
      let told = false;
      sftp.on('OPENDIR', (id) => sftp.handle(id, Buffer.from('d')));
      sftp.on('READDIR', (id) => {
        if (told) return sftp.status(id, STATUS_CODE.EOF);
        told = true;
        const longname = '-rw-r--r--   2 me me 15 Jan 1 2020 file';
        sftp.name(id, [{ filename: 'file', longname, attrs: attributes(FILE, 15) }]);
      });
    });
    const data = Buffer.alloc(300_000, 'n');
    await uploadFile({ connection, file: data, path: '/d/file' });
    expect([...files.keys()]).toEqual(['/d/file']);
    expect(files.get('/d/file')!.equals(data)).toBe(true);
    expect(renamed).toEqual([]);
  });
});

describe.skipIf(noSshd)(`a real sshd that dies${noSshd}`, () => {
  it('ends an upload and a download at once', async () => {
    const server = await startSshd();
    const connection = await createConnection({ settings: server.settings });
    async function* endless() {
      for (;;) yield Buffer.alloc(64_000);
    }
    const path = join(server.files, 'file');
    const onProgress = () => killTree(server.process);
    const up = uploadFile({ connection, file: endless(), path }, { onProgress });
    const list = listObjects({ connection, path: server.files, recursive: true });
    await list;
    const error = await failure(up, ConnectionError);
    expect(error.message).toContain('was lost');
    const late = await failure(
      listObjects({ connection: server.settings, path: '/' }),
      ConnectionError,
    );
    expect(late.reason).toBe('ECONNREFUSED');
  });
});
