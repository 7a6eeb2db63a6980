// Reads the recorded results of methods: docs/records/<service>/<Method>.json.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordHash } from './record-hash.mjs';

/** A service's records by method; for methods without one on purpose, the reason. */
export async function readRecords(root, service) {
  const folder = join(root, 'docs/records');
  const missing = JSON.parse(
    await readFile(join(folder, 'missing.json'), 'utf8').catch(() => '{}'),
  );
  const reasons = Object.entries(missing)
    .filter(([name]) => name.startsWith(`${service}.`))
    .map(([name, reason]) => [name.slice(service.length + 1), reason]);
  const files = await readdir(join(folder, service)).catch(() => []);
  const records = files
    .filter((file) => file.endsWith('.json'))
    .map(async (file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(await readFile(join(folder, service, file), 'utf8')),
    ]);
  return Object.fromEntries([...reasons, ...(await Promise.all(records))]);
}

/** Methods whose record is missing without a reason or out of date, and records without a method. */
export function recordFaults({ name, regions }, records) {
  const methods = regions.flatMap((region) => region.methods);
  const known = new Set(methods.map((method) => method.name));
  const stale = (method) => {
    const record = records[method.name];
    if (record === undefined)
      return 'has no record, and docs/records/missing.json does not say why';
    if (typeof record === 'string') return undefined;
    return record.definition === recordHash(method)
      ? undefined
      : 'has changed since its result was recorded';
  };
  return [
    ...methods.map((method) => [method.name, stale(method)]).filter(([, fault]) => fault),
    ...Object.keys(records)
      .filter((method) => !known.has(method))
      .map((method) => [method, 'is not a method, but has a record']),
  ].map(([method, fault]) => `${name}.${method} ${fault}`);
}
