import { readFileSync } from 'node:fs';
import type { MethodRecord } from './record.js';

/** A page written by people. */
export interface Guide {
  name: string;
  title: string;
  /** Its first paragraph. */
  summary: string;
}

// Both `src/docs/` and every folder of `dist/` lie two levels below the package.
const FOLDER = new URL('../../dist/docs/', import.meta.url);

/** The guides in the order in which they are read. */
export function listGuides(): Guide[] {
  return JSON.parse(read('guides.json'));
}

/** A guide's Markdown. */
export function readGuide(name: string): string {
  return read(`guides/${name}.md`);
}

/** What a real server answered to a service's methods, or why nothing is recorded. */
export function readRecords(service: string): Readonly<Record<string, MethodRecord | string>> {
  return JSON.parse(read(`records/${service}.json`));
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}
