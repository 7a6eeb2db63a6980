import { MissingPackageError } from '../../../core/errors/errors.js';
import { elsewhere } from '../../../core/packages/optional-package.js';
import type { Llama, LlamaLibrary } from './llama.js';
import { modelEngine } from './packages.js';

/** Kept in a variable, so that its types need not be installed. */
const NAME: string = 'node-llama-cpp';

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
      hint: 'Reinstall it: oint install model-engine',
      cause,
    });
  }
}

function importLibrary(): Promise<LlamaLibrary> {
  const imported: Promise<LlamaLibrary> = import(/* @vite-ignore */ /* webpackIgnore: true */ NAME);
  return imported.catch(elsewhere(modelEngine, 'node-llama-cpp'));
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
