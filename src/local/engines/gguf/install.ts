import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../../core/errors/errors.js';
import { enginesFolder } from './library.js';

/** The newest of the major version that this was written for. */
const WANTED = 'node-llama-cpp@3';

/** With which part of a graphics card it computes: a package of its own, of some hundred megabytes. */
export const GPUS = ['cuda', 'vulkan'] as const;
export type Gpu = (typeof GPUS)[number];

export interface InstallOptions {
  gpu?: Gpu | undefined;
  signal?: AbortSignal | undefined;
  /** Told what npm is doing. */
  onLine?: ((line: string) => void) | undefined;
}

export interface Installed {
  folder: string;
  version: string;
}

/**
 * Installs node-llama-cpp with npm into the engines folder: the package, and of its ready-made
 * llama.cpp those for this machine alone. No script of any package runs, so nothing is compiled.
 *
 * Throws an `OutputError` with npm's words.
 */
export async function installEngine(options: InstallOptions = {}): Promise<Installed> {
  const folder = await enginesFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  // A lock of an earlier version would hold it there.
  await rm(join(folder, 'package-lock.json'), { force: true });
  await npm(folder, [WANTED], options);
  const version = await versionIn(folder);
  const binaries = binariesFor(process.platform, process.arch, options.gpu);
  await npm(
    folder,
    binaries.map((name) => `${name}@${version}`),
    options,
  );
  return { folder, version };
}

/** The packages that hold llama.cpp ready-made for a machine. */
export function binariesFor(platform: string, arch: string, gpu?: Gpu): readonly string[] {
  const system = { darwin: 'mac', win32: 'win', linux: 'linux' }[platform];
  const machine = arch === 'arm' ? 'armv7l' : arch;
  if (system === undefined) {
    throw new OutputError({
      method: 'local install-engine',
      message: `there is no llama.cpp ready-made for ${platform} ${arch}`,
    });
  }
  // Every Mac with a processor of Apple's has the graphics part, too.
  if (system === 'mac' && machine === 'arm64') return ['@node-llama-cpp/mac-arm64-metal'];
  const plain = `@node-llama-cpp/${system}-${machine}`;
  return gpu ? [plain, `${plain}-${gpu}`] : [plain];
}

async function versionIn(folder: string): Promise<string> {
  const path = join(folder, 'node_modules', 'node-llama-cpp', 'package.json');
  return JSON.parse(await readFile(path, 'utf8')).version;
}

/** How npm is told to be brief, and to leave out what is for other machines. */
const NPM =
  '--omit=optional --ignore-scripts --no-audit --no-fund --save-exact --loglevel=http'.split(' ');

function npm(folder: string, packages: readonly string[], options: InstallOptions): Promise<void> {
  const { signal, onLine } = options;
  // On Windows npm is a script, which only a shell runs; nothing of the line is from outside.
  const shell = process.platform === 'win32';
  const args = ['install', ...NPM, ...packages];
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: folder,
      shell,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
          said.push(line);
          onLine?.(line);
        }
      });
    }
    child.once('error', (cause) => reject(signal?.aborted ? signal.reason : failed(cause.message)));
    child.once('close', (status) => {
      if (status === 0) resolve();
      else reject(failed(wordsOf(said) || `it ended with status ${status}`));
    });
  });
}

function failed(words: string): OutputError {
  return new OutputError({
    method: 'local install-engine',
    message: `npm could not install ${WANTED}: ${words}`,
    hint: 'Without a network: install it where there is one, and copy the folder. OINT_ENGINES says where it is.',
  });
}

/** npm's own account of what went wrong, without where it keeps its log. */
function wordsOf(said: readonly string[]): string {
  const errors = said.filter((line) => /^npm (error|ERR!)/.test(line));
  const told = errors.map((line) => line.replace(/^npm (error|ERR!) ?/, ''));
  return told
    .filter((line) => line !== '' && !/complete log|\.log$/.test(line))
    .slice(0, 4)
    .join('; ');
}
