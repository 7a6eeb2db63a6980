import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as pty from '@lydell/node-pty';
import { afterFile } from './after-file.js';
import { lastingFolder } from './folder.js';

export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The home folder of all processes of a test file, for config, data and temporary files. */
export const home = await lastingFolder();
/** The folder with the command `oint`. */
const bin = 'bin';
afterFile(async () => {
  const left = (await readdir(home)).filter((name) => name !== bin);
  await Promise.all(left.map((name) => rm(join(home, name), { recursive: true, force: true })));
});
export const configFile = join(home, 'config.json');

type Env = Readonly<Record<string, string | undefined>>;

export interface Options {
  env?: Env;
  cwd?: string;
  /** Standard input; `open` is one that stays open and silent. Default: none. */
  stdin?: string | Uint8Array | 'open';
}

/** A process that has exited. */
export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
  /** Standard output, unchanged. */
  bytes: Buffer;
}

/** Runs the built command line to its end. */
export function oint(args: readonly string[], options?: Options): Promise<Ended> {
  return startOint(args, options).ended;
}

/** Runs a copy of the built command line in another folder. */
export function runOn(main: string, args: readonly string[], options?: Options): Promise<Ended> {
  return startOn(main, args, options).ended;
}

/** Starts a copy of the built command line in another folder. */
export function startOn(main: string, args: readonly string[], options?: Options): Running {
  return new Running(process.execPath, [main, ...args], options);
}

/** Starts the built command line, to watch it or interact with it while it runs. */
export function startOint(args: readonly string[], options?: Options): Running {
  return new Running(process.execPath, [MAIN, ...args], options);
}

/** Runs a script in bash, where `oint` is the built command line. */
export async function bash(script: string, options: Options = {}): Promise<Ended> {
  const env = { PATH: await pathWithOint(), ...options.env };
  return new Running('bash', ['-c', script], { ...options, env }).ended;
}

/** Only what every program needs: no keys, addresses, proxies or colors of this machine. */
function cleanEnv(env: Env = {}): Record<string, string> {
  const { PATH, SystemRoot } = process.env;
  const whole = {
    PATH,
    SystemRoot,
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    OINT_CONFIG: configFile,
    OINT_DATA: join(home, 'data'),
    ...env,
  };
  const given = Object.entries(whole).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Record<string, string>;
}

/** A running process and its output so far. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #output = new Output();
  readonly #errors = new Output();

  constructor(file: string, args: readonly string[], { env, cwd = home, stdin }: Options = {}) {
    this.#child = spawn(file, args, { cwd, env: cleanEnv(env) });
    const chunks: Buffer[] = [];
    this.#child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      this.#output.add(chunk.toString('latin1'));
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => this.#errors.add(text));
    // A process may exit before it has read everything.
    this.#child.stdin.on('error', () => {});
    if (stdin !== 'open') this.#child.stdin.end(stdin ?? '');
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (status) => {
        const bytes = Buffer.concat(chunks);
        const stdout = bytes.toString('utf8');
        resolve({ status, stdout, stderr: this.#errors.text, bytes });
        this.#output.end();
        this.#errors.end();
      });
    });
  }

  /** Waits until standard output contains the text (of ASCII characters). */
  until(text: string): Promise<void> {
    return this.#output.until(text);
  }

  /** Waits until standard error contains the text. */
  untilError(text: string): Promise<void> {
    return this.#errors.until(text);
  }

  /** Its output so far. */
  get written(): { stdout: string; stderr: string } {
    return { stdout: this.#output.text, stderr: this.#errors.text };
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Writes to its standard input, which is `open`, and waits until it has taken it. */
  write(data: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.stdin.write(data, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** Text that grows, and waiters for parts of it. */
class Output {
  text = '';
  readonly #waiting = new Set<() => void>();
  #over = false;

  add(text: string): void {
    this.text += text;
    for (const look of this.#waiting) look();
  }

  end(): void {
    this.#over = true;
    for (const look of this.#waiting) look();
  }

  async until(text: string): Promise<void> {
    await this.untilAfter(0, text);
  }

  /** The end of the text after the first `from` characters. */
  untilAfter(from: number, text: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const at = this.text.indexOf(text, from);
        if (at < 0 && !this.#over) return;
        this.#waiting.delete(look);
        if (at >= 0) resolve(at + text.length);
        else reject(new Error(`it exited without writing "${text}", but:\n${this.text}`));
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export interface TerminalOptions {
  columns?: number;
  env?: Env;
}

/** A process in a pseudo-terminal: both of its streams are the terminal. */
export class Terminal {
  /** Resolves with the exit status; below zero, the signal that ended the process. */
  readonly ended: Promise<number>;
  readonly #pty: pty.IPty;
  readonly #output = new Output();

  constructor(file: string, args: string[], { columns = 100, env }: TerminalOptions = {}) {
    const name = env?.TERM ?? 'xterm-256color';
    const options = { name, cols: columns, rows: 40, cwd: home, env: cleanEnv(env) };
    this.#pty = pty.spawn(file, args, options);
    this.#pty.onData((text) => this.#output.add(text));
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#output.end();
        resolve(signal ? -signal : exitCode);
      });
    });
  }

  /** All output so far, unchanged. */
  get output(): string {
    return this.#output.text.replaceAll('\r\n', '\n');
  }

  until(text: string): Promise<void> {
    return this.#output.until(text);
  }

  /** Waits until `text` appears after offset `from`; returns where it ends. */
  untilAfter(from: number, text: string): Promise<number> {
    return this.#output.untilAfter(from, text);
  }

  signal(name: NodeJS.Signals): void {
    this.#pty.kill(name);
  }

  type(text: string): void {
    this.#pty.write(text);
  }
}

/** Starts the built command line in a pseudo-terminal. */
export function inTerminal(args: readonly string[], options?: TerminalOptions): Terminal {
  return new Terminal(process.execPath, [MAIN, ...args], options);
}

/** Runs a script in bash in a pseudo-terminal, where `oint` is the built command line. */
export async function bashInTerminal(script: string, options: TerminalOptions = {}) {
  const env = { PATH: await pathWithOint(), ...options.env };
  return new Terminal('bash', ['-c', script], { ...options, env });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: matches colors
const COLOUR = /\x1b\[\d+m/g;

export function withoutColours(text: string): string {
  return text.replace(COLOUR, '');
}

let path: Promise<string> | undefined;

/** The PATH with a folder that contains the command `oint`, like an installed package. */
function pathWithOint(): Promise<string> {
  path ??= makeShim();
  return path;
}

async function makeShim(): Promise<string> {
  const folder = join(home, bin);
  await mkdir(folder, { recursive: true });
  const shim = join(folder, 'oint');
  await writeFile(shim, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  await chmod(shim, 0o755);
  return `${folder}${delimiter}${process.env.PATH}`;
}
