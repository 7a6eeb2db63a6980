import { readFileSync } from 'node:fs';
import type { MethodRecord } from './record.js';

/** A guide. */
export interface Guide {
  name: string;
  title: string;
  /** Its first paragraph. */
  summary: string;
}

// `src/docs/` and every folder of `dist/` are both two levels below the package root.
const FOLDER = new URL('../../dist/docs/', import.meta.url);

/** The guides in reading order. */
export function listGuides(): Guide[] {
  return JSON.parse(read('guides.json'));
}

/** A guide's Markdown. */
export function readGuide(name: string): string {
  return read(`guides/${name}.md`);
}

/** The recorded results of a service's methods, or the reason why there is none. */
export function readRecords(service: string): Readonly<Record<string, MethodRecord | string>> {
  return JSON.parse(read(`records/${service}.json`));
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}
