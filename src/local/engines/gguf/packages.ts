import type { PackageSet } from '../../../core/packages/package-set.js';

/** What runs GGUF models. The llama.cpp for a machine is a package of its own: see `binaries.ts`. */
export const modelEngine = {
  name: 'model-engine',
  packages: { 'node-llama-cpp': '^3.22.1' },
  variable: 'OINT_ENGINES',
} satisfies PackageSet;
