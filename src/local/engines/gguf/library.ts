import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MissingPackageError } from '../../../core/errors/errors.js';
import { dataFolder } from '../../state/data-folder.js';
import type { Llama, LlamaLibrary } from './llama.js';

/** Kept in a variable, so that bundlers do not resolve it. */
const NAME: string = 'node-llama-cpp';

/** Where `oint local install-engine` installs engines: in the data folder, or in `OINT_ENGINES`. */
export async function enginesFolder(): Promise<string> {
  return process.env.OINT_ENGINES || join(await dataFolder(), 'engines');
}

export interface Library {
  library: LlamaLibrary;
  llama: Llama;
  /** llama.cpp's error messages since the last call. */
  complaint(): string | undefined;
}

let loaded: Promise<Library> | undefined;

/**
 * Loads llama.cpp, once per process. Never compiles or downloads anything.
 *
 * Throws a `MissingPackageError` if it is not installed.
 */
export function loadLibrary(): Promise<Library> {
  loaded ??= load().catch((error) => {
    // It may be installed while this process is running.
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(): Promise<Library> {
  const library = await importLibrary();
  const complaints: string[] = [];
  try {
    const llama = await library.getLlama({
      build: 'never',
      gpu: 'auto',
      skipDownload: true,
      progressLogs: false,
      logger(level, message) {
        if (level === 'error' || level === 'fatal') complaints.push(message.trim());
      },
    });
    // The first message is the cause, the others its consequences.
    const complaint = () =>
      complaints.splice(0)[0]?.replace(/^[\w ]+: (error loading model: )?/, '');
    return { library, llama, complaint };
  } catch (cause) {
    throw new MissingPackageError({
      message: `${NAME} is installed, but has no llama.cpp for this machine (${process.platform} ${process.arch}): ${firstLine(cause)}`,
      hint: 'Reinstall it: oint local install-engine',
      cause,
    });
  }
}

/** Imports it from OInt's own dependencies, or from where `oint local install-engine` put it. */
async function importLibrary(): Promise<LlamaLibrary> {
  try {
    return await import(/* @vite-ignore */ NAME);
  } catch (error) {
    if (!isMissing(error)) throw unloadable(error);
  }
  try {
    const path = createRequire(join(await enginesFolder(), 'package.json')).resolve(NAME);
    return await import(/* @vite-ignore */ pathToFileURL(path).href);
  } catch (cause) {
    if (!isMissing(cause)) throw unloadable(cause);
    throw new MissingPackageError({
      message: `GGUF models need the package ${NAME}, which is not installed`,
      hint: 'Install it: oint local install-engine',
      cause,
    });
  }
}

function isMissing(error: unknown): boolean {
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  return /^(ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND)$/.test(code) && message.includes(NAME);
}

function unloadable(cause: unknown): MissingPackageError {
  return new MissingPackageError({
    message: `cannot load the package ${NAME}: ${firstLine(cause)}`,
    hint: 'Reinstall it: oint local install-engine',
    cause,
  });
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
