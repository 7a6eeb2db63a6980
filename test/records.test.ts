import { spawnSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recordHash } from '../scripts/record-hash.mjs';
import { type MethodManifest, readIndex, readManifest } from '../src/catalogue/manifest.js';
import type { MethodRecord } from '../src/docs/record.js';
import tsconfig from '../tsconfig.json' with { type: 'json' };
import { isChosen } from './support/chosen.js';
import { type Examples, examplesOf, SENTINEL } from './support/examples.js';
import { folder } from './support/folder.js';
import { Masks, secretsIn, shorten } from './support/masks.js';
import {
  difference,
  FOLDER,
  type Fresh,
  readMissing,
  readRecords,
  recordedServices,
  recording,
  writeMissing,
  writeRecords,
} from './support/records.js';
import { runExamples } from './support/stage.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const all = readIndex().services.map(({ name }) => name);
const names = all.filter(isChosen);
const noBash = spawnSync('bash', ['--version']).error && 'there is no bash on this machine';

interface Service {
  name: string;
  examples: Examples | undefined;
  /** Why its examples cannot run here. */
  whyNot: string | undefined;
}

const services = await Promise.all(
  names.map(async (name): Promise<Service> => {
    const examples = await examplesOf(name);
    const whyNot = examples ? (noBash ?? examples.whyNot) : 'it has no testing/examples.ts';
    return { name, examples, whyNot };
  }),
);

function methodsOf(service: string): MethodManifest[] {
  return readManifest(service).regions.flatMap(({ methods }) => methods);
}

/** Services run concurrently. */
const PATIENCE = 600_000;

describe('the examples', () => {
  for (const { name, examples, whyNot } of services) {
    const what = recording ? 'are recorded' : 'print what their records say';
    const why = whyNot ? ` (skipped: ${whyNot})` : '';
    (whyNot ? it.skip : it.concurrent)(
      `of ${name} ${what}${why}`,
      async () => {
        const found = await runExamples(name, examples!);
        if (recording) await writeRecords(name, methodsOf(name), found);
        await compare(name, found);
      },
      PATIENCE,
    );
  }
});

async function compare(service: string, found: Fresh): Promise<void> {
  const records = await readRecords(service);
  for (const [method, one] of found) {
    const record = records.get(method);
    expect(record, `${service} ${method} has no record: npm run record`).toBeDefined();
    const { now, before } = difference(one, record!);
    expect(now, `the record of ${service} ${method} is stale: npm run record`).toEqual(before);
  }
  const without = [...records.keys()].filter((method) => !found.has(method));
  expect(without, 'records without an example: npm run record').toEqual([]);
}

describe.each(services)('the records of $name', ({ name, examples }) => {
  it('exist and are up to date for each method, or there is a reason', async () => {
    const [records, missing] = await Promise.all([readRecords(name), missingReasons()]);
    for (const method of methodsOf(name)) {
      const title = `${name} ${method.name}`;
      const record = records.get(method.name);
      const reason = missing[`${name}.${method.name}`];
      if (reason) {
        expect(reason, title).toBe(examples?.missing?.[method.name]);
        expect(record, `${title} has a record and a reason for none`).toBeUndefined();
      } else {
        checkRecord(method, record, title);
      }
    }
    const known = methodsOf(name).map((method) => method.name);
    const unknown = [...records.keys()].filter((method) => !known.includes(method));
    expect(unknown, 'records of methods that there are not: npm run record').toEqual([]);
  });

  it('contain no secret', async () => {
    for (const [method, record] of await readRecords(name)) {
      expect(secretsIn(JSON.stringify(record), SENTINEL), `${name} ${method}`).toEqual([]);
    }
  });
});

function checkRecord(method: MethodManifest, record: MethodRecord | undefined, title: string) {
  const toDo = 'an example in its testing/examples.ts, and npm run record';
  expect(record, `${title} has no record: ${toDo}`).toBeDefined();
  const { definition, command, language, server } = record!;
  const stale = `the record of ${title} is of another definition: npm run record`;
  expect(definition, stale).toBe(recordHash(method));
  expect(command, title).toContain(language === 'ts' ? 'oint' : `oint ${title}`);
  expect(server, title).not.toBe('');
}

/** The stored reasons for methods without a record; updated first if records are written. */
let reasons: Promise<Record<string, string>> | undefined;

function missingReasons(): Promise<Record<string, string>> {
  reasons ??= recording ? updateMissing() : readMissing();
  return reasons;
}

/** Services that are not chosen keep their reasons. */
async function updateMissing(): Promise<Record<string, string>> {
  const kept = Object.entries(await readMissing()).filter(([title]) => {
    const service = title.split('.')[0]!;
    return all.includes(service) && !isChosen(service);
  });
  await writeMissing({ ...Object.fromEntries(kept), ...wanted() });
  return readMissing();
}

/** The reasons given by the services. */
function wanted(): Record<string, string> {
  const all = services.flatMap(({ name, examples }) =>
    Object.entries(examples?.missing ?? {}).map(([method, why]) => [`${name}.${method}`, why]),
  );
  return Object.fromEntries(all);
}

describe('all records', () => {
  it('belong to existing services', async () => {
    const gone = (await recordedServices()).filter((name) => !all.includes(name));
    if (recording) {
      for (const name of gone) await rm(join(FOLDER, name), { recursive: true });
    } else {
      expect(gone, 'records of services that no longer exist: npm run record').toEqual([]);
    }
  });

  it('are missing only for reasons given by the services', async () => {
    const kept = Object.entries(await missingReasons());
    const ofChosen = kept.filter(([title]) => isChosen(title.split('.')[0]!));
    expect(Object.fromEntries(ofChosen), 'npm run record').toEqual(wanted());
  });

  it('compile, if they are programs', async () => {
    const path = await folder();
    const modules = join(path, 'node_modules');
    await mkdir(modules);
    await symlink(ROOT, join(modules, 'oint'), 'dir');
    await symlink(join(ROOT, 'node_modules/@types'), join(modules, '@types'), 'dir');
    let programs = 0;
    for (const name of names) {
      for (const [method, { language, command }] of await readRecords(name)) {
        if (language !== 'ts') continue;
        await writeFile(join(path, `${name}-${method}.mts`), command);
        programs++;
      }
    }
    // Some services have none, and the compiler fails without input.
    if (programs === 0) return;
    const { module, target, lib, strict, skipLibCheck } = tsconfig.compilerOptions;
    const compilerOptions = {
      module,
      target,
      lib,
      strict,
      skipLibCheck,
      types: ['node'],
      noEmit: true,
    };
    await writeFile(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const run = spawnSync(process.execPath, [compiler, '-p', path], { encoding: 'utf8' });
    expect(run).toMatchObject({ stdout: '', status: 0 });
  });

  it('mask what differs from run to run, and mark what was truncated', () => {
    const masks = new Masks();
    masks.number(/file-\w{6}/g, 'file-');
    masks.add('127.0.0.1:40123', 'localhost');
    const text = 'file-abcdef at 127.0.0.1:40123, file-ghijkl, file-abcdef';
    expect(masks.apply(text)).toBe('file-1 at localhost, file-2, file-1');
    const vector = JSON.stringify({ embedding: Array(256).fill(-0.5) }, null, 2);
    expect(shorten(vector)).toBe('{\n  "embedding": [-0.5, -0.5, -0.5, … 253 more]\n}');
    const picture = Buffer.alloc(300).toString('base64');
    expect(shorten(`{"b64_json":"${picture}"}`)).toBe(
      `{"b64_json":"${picture.slice(0, 40)}… 360 more"}`,
    );
    expect(shorten('[1, 2, 3]')).toBe('[1, 2, 3]');
  });

  it('would be recognized by this test if they had a secret', () => {
    const seen = [
      `{"output":"${SENTINEL}"}`,
      Buffer.from(SENTINEL).toString('base64'),
      '"110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"',
      'postgresql://me:secret@localhost/shop',
      `https://h/x?X-Amz-Signature=${'0a'.repeat(32)}`,
    ];
    for (const text of seen) expect(secretsIn(text, SENTINEL), text).toHaveLength(1);
    expect(secretsIn('oint openai GetModelList --token env:OPENAI_API_KEY', SENTINEL)).toEqual([]);
  });
});
