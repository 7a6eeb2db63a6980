import type { PackageSet } from '../../../core/packages/package-set.js';

/** The engine for GGUF models. llama.cpp for each machine is a separate package: see `binaries.ts`. */
export const modelEngine = {
  name: 'model-engine',
  packages: { 'node-llama-cpp': '^3.22.1' },
  variable: 'OINT_ENGINES',
} satisfies PackageSet;
