import type { ServiceManifest } from '../src/catalogue/manifest.js';

export function manifestOf(root: string, folder: string): Promise<ServiceManifest>;
export function writeManifest(root: string, dist: string): Promise<void>;
