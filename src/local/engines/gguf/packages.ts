import type { PackageSet } from '../../../core/packages/package-set.js';

/**
 * The engine for GGUF models. llama.cpp for each machine is a separate package: see `binaries.ts`. A
 * version will do only if the registry has it for every machine, so that each has its checksum in the
 * lock file.
 */
export const modelEngine = {
  name: 'model-engine',
  packages: { 'node-llama-cpp': '^3.21.1' },
  variable: 'OINT_ENGINES',
} satisfies PackageSet;
