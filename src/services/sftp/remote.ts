import type { SFTPWrapper, Stats } from 'ssh2';
import type { Task } from '../../core/connection/task.js';
import type { Call } from '../../core/definition/call.js';
import type { SshConnection } from '../../core/ssh/connection.js';
import { withSession } from '../../core/ssh/params.js';
import { Session } from '../../core/ssh/session.js';
import type { Target } from '../../core/ssh/settings.js';
import { shownName } from '../../core/ssh/sftp-names.js';
import { partPath } from './paths.js';
import { isStatus, statusError } from './status.js';

/** An object in a folder; the driver's types have fewer fields than the driver returns. */
export interface Entry {
  filename: string;
  /** A line as of `ls -l`. */
  longname?: string;
  /** True if the name on the server is not UTF-8: its bytes are shown as `\xe9`. */
  isEscaped?: boolean;
  attrs: Stats;
}

/** The driver's callback. */
type Back<T> = (error: Error | null | undefined, value: T) => void;

/** SSH_FXF_WRITE alone. */
const WRITE_ONLY = 2;

/** Time limit for the cleanup after a failure. */
const TIDYING = 2_000;

/** The server's files within one call: each step ends with the call, and has readable errors. */
export class Remote {
  readonly call: Call;
  readonly task: Task;
  readonly #driver: SFTPWrapper;

  private constructor(driver: SFTPWrapper, task: Task) {
    this.call = task.call;
    this.task = task;
    this.#driver = driver;
  }

  /** Runs work on the files of a server. */
  static use<R>(
    call: Call,
    given: SshConnection | Target,
    event: string,
    work: (remote: Remote) => Promise<R>,
  ): Promise<R> {
    return withSession(call, given, (session) =>
      session.use(call, async (task) => {
        task.enter('idleTimeout');
        const shown = call.redactor.text(event);
        call.debug(() => `> sftp ${shown}`);
        session.log?.add(`SFTP: ${shown}`);
        return work(new Remote(await session.sftp(task), task));
      }),
    );
  }

  stat(path: string): Promise<Stats> {
    return this.#ask(path, (back: Back<Stats>) => this.#driver.stat(nonEmpty(path), back));
  }

  lstat(path: string): Promise<Stats> {
    return this.#ask(path, (back: Back<Stats>) => this.#driver.lstat(nonEmpty(path), back));
  }

  /** The properties of an object; `undefined` if it does not exist. */
  async find(path: string): Promise<Stats | undefined> {
    return this.stat(path).catch((error) => {
      if (error.reason === 'NO_SUCH_FILE') return undefined;
      throw error;
    });
  }

  list(path: string): Promise<Entry[]> {
    return this.#ask(path, (back: Back<Entry[]>) =>
      this.#driver.readdir(nonEmpty(path), back as never),
    ).then(shown);
  }

  async realPath(path: string): Promise<string> {
    const back = (resolve: Back<string>) => this.#driver.realpath(nonEmpty(path), resolve);
    return shownName(await this.#ask(path, back)).name;
  }

  makeFolder(path: string, mode?: number): Promise<void> {
    return this.#ask(path, (back: Back<void>) =>
      this.#driver.mkdir(path, mode === undefined ? {} : { mode }, back as () => void),
    );
  }

  removeFolder(path: string): Promise<void> {
    return this.#ask(path, (back: Back<void>) => this.#driver.rmdir(path, back as () => void));
  }

  remove(path: string): Promise<void> {
    return this.#ask(path, (back: Back<void>) => this.#driver.unlink(path, back as () => void));
  }

  setMode(path: string, mode: number): Promise<void> {
    return this.#ask(path, (back: Back<void>) =>
      this.#driver.chmod(path, mode, back as () => void),
    );
  }

  /** Sets when a file was last changed, in milliseconds since 1970. */
  setModified(path: string, modified: number): Promise<void> {
    const seconds = Math.floor(modified / 1000);
    return this.#ask(path, (back: Back<void>) =>
      this.#driver.utimes(path, seconds, seconds, back as () => void),
    );
  }

  rename(from: string, to: string): Promise<void> {
    return this.#ask(from, (back: Back<void>) => this.#driver.rename(from, to, back as () => void));
  }

  /** Renames and replaces: atomically if the server can, otherwise it is missing for a moment. */
  async replace(from: string, to: string): Promise<void> {
    if (this.#has('posix-rename@openssh.com')) {
      return this.#ask(to, (back: Back<void>) =>
        this.#driver.ext_openssh_rename(from, to, back as () => void),
      );
    }
    const there = await this.lstat(to).catch(() => undefined);
    if (!there) return this.rename(from, to);
    if (there.isDirectory()) {
      await this.removeFolder(to);
      return this.rename(from, to);
    }
    const aside = partPath(to);
    await this.rename(to, aside);
    try {
      await this.rename(from, to);
    } catch (error) {
      await this.rename(aside, to).catch(() => {});
      throw error;
    }
    await this.remove(aside).catch(() => {});
  }

  async readLink(path: string): Promise<string> {
    const back = (resolve: Back<string>) => this.#driver.readlink(path, resolve);
    return shownName(await this.#ask(path, back)).name;
  }

  /** `a` is for devices and pipes, where positions have no meaning. */
  open(path: string, flags: 'r' | 'wx' | 'a' | 'r+', mode?: number): Promise<Buffer> {
    return this.#open(path, flags, mode);
  }

  /**
   * Opens an existing file for writing and leaves its content for now. `undefined` if the server
   * cannot do that for another reason than its permissions.
   */
  async openOld(path: string): Promise<Buffer | undefined> {
    try {
      return await this.#open(path, 'r+').catch((error) => {
        // It may be writable, but not readable.
        if (isStatus(error, 'PERMISSION_DENIED')) return this.#open(path, WRITE_ONLY);
        throw error;
      });
    } catch (error) {
      if (!isStatus(error, 'FAILURE') && !isStatus(error, 'OP_UNSUPPORTED')) throw error;
      return undefined;
    }
  }

  #open(path: string, flags: string | number, mode?: number): Promise<Buffer> {
    return this.#ask(path, (back: Back<Buffer>) =>
      this.#driver.open(path, flags as never, mode === undefined ? {} : { mode }, back as never),
    );
  }

  properties(handle: Buffer, path: string): Promise<Stats> {
    return this.#ask(path, (back: Back<Stats>) => this.#driver.fstat(handle, back));
  }

  setSize(handle: Buffer, size: number, path: string): Promise<void> {
    return this.#ask(path, (back: Back<void>) =>
      this.#driver.fsetstat(handle, { size } as never, back as () => void),
    );
  }

  /** Copies one open file into another, on the server. False if it cannot do that. */
  async copyData(from: Buffer, to: Buffer, path: string): Promise<boolean> {
    if (!this.#has('copy-data')) return false;
    await this.#ask(path, (back: Back<void>) =>
      this.#driver.ext_copy_data(from, 0, 0, to, 0, back as () => void),
    );
    return true;
  }

  openFolder(path: string): Promise<Buffer> {
    return this.#ask(path, (back: Back<Buffer>) => this.#driver.opendir(nonEmpty(path), back));
  }

  /** The next entries of an open folder. Fails with EOF at its end. */
  nextEntries(folder: Buffer, path: string): Promise<Entry[]> {
    return this.#ask(path, (back: Back<Entry[]>) =>
      this.#driver.readdir(folder, back as never),
    ).then(shown);
  }

  #has(extension: string): boolean {
    return Session.extensions(this.#driver)[extension] === '1';
  }

  async size(handle: Buffer, path: string): Promise<number> {
    return (await this.properties(handle, path)).size;
  }

  /** Reads into the buffer; fewer bytes than its size mean the end, or near it. */
  read(handle: Buffer, into: Buffer, at: number, path: string): Promise<number> {
    return this.#ask(path, (back: Back<number>) =>
      this.#driver.read(handle, into, 0, into.length, at, (error, count) => back(error, count)),
    );
  }

  write(handle: Buffer, data: Buffer, at: number, path: string): Promise<void> {
    return this.#ask(path, (back: Back<void>) =>
      this.#driver.write(handle, data, 0, data.length, at, back as () => void),
    );
  }

  close(handle: Buffer, path: string): Promise<void> {
    return this.#ask(path, (back: Back<void>) => this.#driver.close(handle, back as () => void));
  }

  /** Cleans up after a failure: closes the file, and removes it if incomplete. Never fails. */
  async abandon(handle: Buffer | undefined, part?: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TIDYING);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      try {
        if (handle) this.#driver.close(handle, part === undefined ? done : () => {});
        if (part !== undefined) this.#driver.unlink(part, done);
        // A closed channel never responds.
        if (!this.#isOpen()) done();
        if (!handle && part === undefined) done();
      } catch {
        done();
      }
    });
  }

  #isOpen(): boolean {
    const { outgoing } = this.#driver as unknown as { outgoing?: { state?: string } };
    return outgoing?.state === 'open' && this.task.failure?.code !== 'connection';
  }

  #ask<T>(path: string, start: (back: Back<T>) => void): Promise<T> {
    return this.task.until<T>((resolve, reject) =>
      start((error, value) => {
        if (error) reject(statusError(this.call, error, path));
        else resolve(value);
      }),
    );
  }
}

function shown(entries: Entry[]): Entry[] {
  return entries.map((entry) => {
    const { name, isEscaped } = shownName(entry.filename);
    return { ...entry, filename: name, isEscaped };
  });
}

/** The protocol's name of the current folder is `.`. */
function nonEmpty(path: string): string {
  return path === '' ? '.' : path;
}
