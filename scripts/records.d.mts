import type { ServiceManifest } from '../src/catalogue/manifest.js';
import type { MethodRecord } from '../src/docs/record.js';

export type Records = Record<string, MethodRecord | string>;

export function readRecords(root: string, service: string): Promise<Records>;
export function recordFaults(service: ServiceManifest, records: Records): string[];
