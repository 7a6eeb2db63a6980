import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordHash } from '../scripts/record-hash.mjs';
import { readIndex, readManifest } from '../src/core/manifest.js';
import { type Examples, examplesOf, SENTINEL } from './support/examples.js';
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

const names = readIndex().services.map(({ name }) => name);
const noBash = spawnSync('bash', ['--version']).error && 'there is no bash on this machine';

interface Service {
  name: string;
  examples: Examples | undefined;
  whyNot: string | undefined;
  /** The run, which all services have begun. */
  fresh: Promise<Fresh>;
}

const services = await Promise.all(names.map(begin));

async function begin(name: string): Promise<Service> {
  const examples = await examplesOf(name);
  const whyNot = examples ? (noBash ?? examples.whyNot) : 'it has no testing/examples.ts';
  const fresh = examples && !whyNot ? runExamples(name, examples) : Promise.resolve(new Map());
  // Awaited by its test, which is not the first.
  fresh.catch(() => {});
  return { name, examples, whyNot, fresh };
}

function methodsOf(service: string) {
  return readManifest(service).regions.flatMap(({ methods }) => methods);
}

/** All services run at the same time: the first one waits for most of it. */
const PATIENCE = 600_000;

describe.each(services)('the records of $name', ({ name, examples, whyNot, fresh }) => {
  const why = whyNot ? ` (skipped: ${whyNot})` : '';

  it.skipIf(whyNot)(
    recording ? 'are written' : `are what its examples print${why}`,
    async () => {
      const found = await fresh;
      if (recording) await writeRecords(name, methodsOf(name), found);
      const records = await readRecords(name);
      for (const [method, one] of found) {
        const record = records.get(method);
        expect(record, `${name} ${method} has no record: npm run record`).toBeDefined();
        const { now, then } = (difference(one, record!) ?? {}) as { now?: object; then?: object };
        expect(now, `the record of ${name} ${method} is stale: npm run record`).toEqual(then);
      }
      const without = [...records.keys()].filter((method) => !found.has(method));
      expect(without, 'records without an example: npm run record').toEqual([]);
    },
    PATIENCE,
  );

  it.skipIf(!examples)(
    'are there for each method, of its definition as it is, or a reason is',
    async () => {
      const [records, missing] = await Promise.all([readRecords(name), missingReasons()]);
      const toDo = `an example in src/services/${name}/testing/examples.ts, and npm run record`;
      for (const method of methodsOf(name)) {
        const title = `${name} ${method.name}`;
        const record = records.get(method.name);
        const reason = missing[`${name}.${method.name}`];
        if (reason) {
          expect(reason, title).toBe(examples?.missing?.[method.name]);
          expect(record, `${title} has a record and a reason for none`).toBeUndefined();
          continue;
        }
        expect(record, `${title} has no record: ${toDo}`).toBeDefined();
        const stale = `the record of ${title} is of another definition: npm run record`;
        expect(record!.definition, stale).toBe(recordHash(method));
        expect(record!.command, title).toContain(
          record!.language === 'ts' ? 'oint' : `oint ${title}`,
        );
        expect(record!.server, title).not.toBe('');
      }
      const known = methodsOf(name).map((method) => method.name);
      expect(known, 'records of methods that there are not').toEqual(
        expect.arrayContaining([...records.keys()]),
      );
    },
  );

  it('hold no secret', async () => {
    for (const [method, record] of await readRecords(name)) {
      expect(secretsIn(JSON.stringify(record), SENTINEL), `${name} ${method}`).toEqual([]);
    }
  });
});

/** What is said about methods without a record; written first where records are. */
let reasons: Promise<Record<string, string>> | undefined;

function missingReasons(): Promise<Record<string, string>> {
  reasons ??= recording ? writeMissing(wanted()).then(readMissing) : readMissing();
  return reasons;
}

/** What the services say about it. */
function wanted(): Record<string, string> {
  const all = services.flatMap(({ name, examples }) =>
    Object.entries(examples?.missing ?? {}).map(([method, why]) => [`${name}.${method}`, why]),
  );
  return Object.fromEntries(all);
}

describe('all records', () => {
  it('are of services that there are', async () => {
    const gone = (await recordedServices()).filter((name) => !names.includes(name));
    if (recording) {
      for (const name of gone) await rm(join(FOLDER, name), { recursive: true });
    } else {
      expect(gone, 'records of services that are gone: npm run record').toEqual([]);
    }
  });

  it('are missing for the reasons that the services give', async () => {
    expect(await missingReasons(), 'npm run record').toEqual(wanted());
  });

  it('show the same for what is another one in each run, and where something was cut', () => {
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

  it('would show a secret to this test', () => {
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
