import { expect, it } from 'vitest';
import { services } from '../../src/services/index.js';

/** Summaries of params that may be local files. */
const FILES = /\bon disk\b|\bpaths?,? (or )?URLs?\b|TLS settings|Files and their types|PEM file/;

it('every param that may be a local file is marked as one', async () => {
  const unmarked: string[] = [];
  const seen: string[] = [];
  for (const load of Object.values(services)) {
    const { name, methods } = (await load()).default;
    for (const method of methods.values()) {
      // Methods that only build settings open no files: the settings are checked where they are used.
      if (method.programOnly || method.offline) continue;
      for (const [key, { summary, reach }] of Object.entries(method.params)) {
        const title = `${name} ${method.name} ${key}`;
        if (!FILES.test(summary)) continue;
        seen.push(title);
        if (reach === undefined) unmarked.push(title);
      }
    }
  }
  expect(unmarked).toEqual([]);
  expect(seen.length).toBeGreaterThan(0);
});
