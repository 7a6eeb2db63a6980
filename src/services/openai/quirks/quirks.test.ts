import { describe, expect, it } from 'vitest';
import { quirks } from './index.js';
import { byOint, missing } from './outcome.js';
import { replay } from './replay.js';

const all = Object.values(quirks).flat();

describe.each(Object.entries(quirks))('%s', (_, list) => {
  it.concurrent.each(list.map((quirk) => [quirk.name, quirk.servers.join(', '), quirk] as const))(
    '%s (%s)',
    async (_, _servers, quirk) => {
      const server = await replay(quirk);
      try {
        const outcome = await byOint(quirk, server.url);
        expect(missing(quirk.gets, outcome, { strict: true })).toEqual([]);
        // What a template omits before a closing tag cannot be known before the tag arrives.
        const isWithheld = quirk.name.startsWith('</think> without');
        if (outcome.printed !== undefined && quirk.gets.text !== undefined && !isWithheld) {
          expect(outcome.printed).toBe(quirk.gets.text);
        }
        if (quirk.gets.requests) expect(server.requests.length).toBe(quirk.gets.requests);
      } finally {
        await server.close();
      }
    },
  );
});

describe('the suite', () => {
  it('has 60 behaviors and more, each with its source and date', () => {
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { source, date, servers } of all) {
      expect(source).toMatch(/^https:\/\/github\.com\/[^/]+\/[^/]+\/(issues|pull|blob)\/./);
      expect(date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
      expect(servers.length).toBeGreaterThan(0);
    }
  });
});
