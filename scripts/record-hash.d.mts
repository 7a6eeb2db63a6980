import type { MethodManifest } from '../src/catalogue/manifest.js';

export function recordHash(methodManifest: MethodManifest): string;
