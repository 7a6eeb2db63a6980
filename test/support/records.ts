import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordHash } from '../../scripts/record-hash.mjs';
import type { MethodManifest } from '../../src/catalogue/manifest.js';
import type { MethodRecord } from '../../src/docs/record.js';

export const FOLDER = fileURLToPath(new URL('../../docs/records/', import.meta.url));
const MISSING = join(FOLDER, 'missing.json');

/** True if records are written, not compared. */
export const recording = Boolean(process.env.OINT_RECORD);

/** The part of a record that comes from a run. */
export type One = Omit<MethodRecord, 'definition' | 'recorded'>;

/** A run's records, by method. */
export type Fresh = ReadonlyMap<string, One>;

export async function readRecords(service: string): Promise<Map<string, MethodRecord>> {
  const files = await readdir(join(FOLDER, service)).catch((): string[] => []);
  const records = files.sort().map(async (file): Promise<[string, MethodRecord]> => {
    const text = await readFile(join(FOLDER, service, file), 'utf8');
    return [basename(file, '.json'), JSON.parse(text) as MethodRecord];
  });
  return new Map(await Promise.all(records));
}

/** The services with records. */
export async function recordedServices(): Promise<string[]> {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Why there is no record, by `service.Method`. */
export async function readMissing(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(MISSING, 'utf8')) as Record<string, string>;
}

export async function writeMissing(reasons: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeJson(MISSING, Object.fromEntries(Object.entries(reasons).sort()));
}

/** Writes a run's records; unchanged ones keep their date. Deletes records of other methods. */
export async function writeRecords(
  service: string,
  methods: readonly MethodManifest[],
  fresh: Fresh,
): Promise<void> {
  const before = await readRecords(service);
  await mkdir(join(FOLDER, service), { recursive: true });
  for (const name of before.keys()) {
    if (!fresh.has(name)) await rm(fileOf(service, name));
  }
  for (const method of methods) {
    const found = fresh.get(method.name);
    if (!found) continue;
    const { server, ...rest } = found;
    const record = { definition: recordHash(method), server, recorded: today(), ...rest };
    const old = before.get(method.name);
    if (old && JSON.stringify({ ...record, recorded: old.recorded }) === JSON.stringify(old))
      continue;
    await writeJson(fileOf(service, method.name), record);
  }
}

/** The parts of a run and its record to compare. */
export function difference(fresh: One, record: MethodRecord): { now: object; before: object } {
  const whatCounts = ({ server, command, output, language }: One) => ({
    // The same output from another version is the same record.
    server: server.replace(/\d+(\.\d+)*/g, ''),
    command,
    output,
    language,
  });
  return { now: whatCounts(fresh), before: whatCounts(record) };
}

function fileOf(service: string, method: string): string {
  return join(FOLDER, service, `${method}.json`);
}

function writeJson(path: string, value: unknown): Promise<void> {
  return writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
