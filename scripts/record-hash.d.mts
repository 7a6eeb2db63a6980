import type { MethodManifest } from '../src/core/manifest.js';

export function recordHash(methodManifest: MethodManifest): string;
