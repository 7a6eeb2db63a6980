import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../../../core/errors/errors.js';
import { enginesFolder } from './library.js';

/** The latest version of the major release this code was written for. */
const WANTED = 'node-llama-cpp@3';

/** Which GPU backend to use: a package of its own, some hundred megabytes. */
export const GPUS = ['cuda', 'vulkan'] as const;
export type Gpu = (typeof GPUS)[number];

export interface InstallOptions {
  gpu?: Gpu | undefined;
  signal?: AbortSignal | undefined;
  /** Receives npm's progress. */
  onLine?: ((line: string) => void) | undefined;
}

export interface Installed {
  folder: string;
  version: string;
}

/**
 * Installs node-llama-cpp with npm into the engines folder: the package, and only this machine's
 * prebuilt llama.cpp. Packages' scripts do not run, so nothing is compiled.
 *
 * Throws an `OutputError` with npm's message.
 */
export async function installEngine(options: InstallOptions = {}): Promise<Installed> {
  const folder = await enginesFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  // A lock file of an earlier version would pin it.
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

/** The packages with llama.cpp prebuilt for a machine. */
export function binariesFor(platform: string, arch: string, gpu?: Gpu): readonly string[] {
  const system = { darwin: 'mac', win32: 'win', linux: 'linux' }[platform];
  const machine = arch === 'arm' ? 'armv7l' : arch;
  if (system === undefined) {
    throw new OutputError({
      method: 'local install-engine',
      message: `there is no prebuilt llama.cpp for ${platform} ${arch}`,
    });
  }
  // On Apple silicon the GPU backend is always included.
  if (system === 'mac' && machine === 'arm64') return ['@node-llama-cpp/mac-arm64-metal'];
  const plain = `@node-llama-cpp/${system}-${machine}`;
  return gpu ? [plain, `${plain}-${gpu}`] : [plain];
}

async function versionIn(folder: string): Promise<string> {
  const path = join(folder, 'node_modules', 'node-llama-cpp', 'package.json');
  return JSON.parse(await readFile(path, 'utf8')).version;
}

/** npm options: little output, and no packages for other machines. */
const NPM =
  '--omit=optional --ignore-scripts --no-audit --no-fund --save-exact --loglevel=http'.split(' ');

function npm(folder: string, packages: readonly string[], options: InstallOptions): Promise<void> {
  const { signal, onLine } = options;
  // On Windows npm is a script and needs a shell; no argument comes from outside.
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
      else reject(failed(wordsOf(said) || `npm exited with status ${status}`));
    });
  });
}

function failed(words: string): OutputError {
  return new OutputError({
    method: 'local install-engine',
    message: `npm could not install ${WANTED}: ${words}`,
    hint: 'Without a network: install it on another machine and copy the folder. Set OINT_ENGINES to its location.',
  });
}

/** npm's error message, without the path of its log. */
function wordsOf(said: readonly string[]): string {
  const errors = said.filter((line) => /^npm (error|ERR!)/.test(line));
  const told = errors.map((line) => line.replace(/^npm (error|ERR!) ?/, ''));
  return told
    .filter((line) => line !== '' && !/complete log|\.log$/.test(line))
    .slice(0, 4)
    .join('; ');
}
