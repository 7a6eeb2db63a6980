import type { PackageSet } from '../../core/packages/package-set.js';

/** Lua's own C code, compiled to WebAssembly. */
export const driver = {
  name: 'lua',
  packages: { wasmoon: '^1.16.0' },
} satisfies PackageSet;
