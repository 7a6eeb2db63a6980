import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boostOf, withSynonyms } from '../../docs/.vitepress/synonyms.mjs';
import { recordHash } from '../../scripts/record-hash.mjs';
import { readRecords, recordFaults } from '../../scripts/records.mjs';
import { checkLinks } from '../../scripts/site-links.mjs';
import { folder } from '../support/folder.js';
import { methodOf, paramOf, serviceOf } from '../support/manifest.js';

describe('the links of the site', () => {
  async function site(pages: Record<string, string>): Promise<string> {
    const out = await folder();
    await mkdir(join(out, 'guide'));
    for (const [name, text] of Object.entries(pages)) await writeFile(join(out, name), text);
    return out;
  }

  it('can all be valid', async () => {
    const out = await site({
      'index.html': '<h1 id="top"></h1><a href="guide/a.html#one">A</a><a href="#top">up</a>',
      'guide/a.html': '<h2 id="one"></h2><a href="/base/">home</a><a href="https://x.org">x</a>',
      'guide/a.md': '[home](../index.html) `[no](link)`',
    });
    await expect(checkLinks(out, '/base/')).resolves.toBeUndefined();
  });

  it.each([
    ['<a href="guide/b.html">B</a>', 'index.html: guide/b.html is broken'],
    ['<a href="guide/a.html#two">A</a>', 'index.html: guide/a.html#two leads to a missing heading'],
    ['<a href="/other/">out</a>', 'index.html: /other/ leads out of the site'],
    ['<script src="https://x.org/a.js"></script>', 'is loaded from another site'],
    ['<img src="https://x.org/a.png">', 'is loaded from another site'],
    ['<link href="https://x.org/a.css" rel="stylesheet">', 'is loaded from another site'],
  ])('are reported if they are broken: %s', async (html, fault) => {
    const out = await site({ 'index.html': html, 'guide/a.html': '<h2 id="one"></h2>' });
    await expect(checkLinks(out, '/base/')).rejects.toThrow(fault);
  });

  it('are checked in Markdown too', async () => {
    const out = await site({ 'index.html': '', 'guide/a.md': 'see [B](b.md)' });
    await expect(checkLinks(out, '/base/')).rejects.toThrow('guide/a.md: b.md is broken');
  });
});

describe('the search of the site', () => {
  it('finds synonyms, with nothing but its own text', () => {
    const sent = new Function(`return ${withSynonyms.toString()}`)() as typeof withSynonyms;
    expect(sent('Photo')).toEqual(expect.arrayContaining(['photo', 'image', 'picture']));
    expect(sent('Photo')[0]).toBe('photo');
    expect(sent('GetResponse')).toBe('getresponse');
    const terms = ['send', sent('photo')].flat();
    const boosts = terms.map((term, index) => boostOf(term, index, terms));
    expect(boosts.slice(0, 2)).toEqual([1, 1]);
    expect(new Set(boosts.slice(2))).toEqual(new Set([0.2]));
  });
});

describe('the records', () => {
  const [first, second] = [methodOf([paramOf('id')]), { ...methodOf([]), name: 'DoMore' }];
  const service = serviceOf([first, second]);
  const record = {
    server: 'Example 1.0',
    recorded: '2026-01-31',
    command: 'oint example DoIt',
    output: '{}',
    language: 'json',
  };

  it('are up to date, or there is a reason for a missing one', () => {
    const good = {
      DoIt: { ...record, definition: recordHash(first) },
      DoMore: 'It needs a phone.',
    };
    expect(recordFaults(service, good)).toEqual([]);
  });

  it('are reported if they are missing or older than the method', () => {
    const old = recordHash({ ...first, summary: 'Did something else.' });
    expect(recordFaults(service, { DoIt: { ...record, definition: old }, Gone: 'x' })).toEqual([
      'example.DoIt has changed since its result was recorded',
      'example.DoMore has no record, and docs/records/missing.json does not say why',
      'example.Gone is not a method, but has a record',
    ]);
  });

  it('stay valid if only errors or examples are added to the docstring', () => {
    const told = { throws: [{ error: 'InputError', when: 'There is no such file.' }] };
    const shown = { examples: [{ language: 'ts', code: 'await doIt();' }] };
    expect(recordHash({ ...first, ...told, ...shown })).toBe(recordHash(first));
  });

  it('are read from files, and reasons from missing.json', async () => {
    const root = await folder();
    await mkdir(join(root, 'docs/records/example'), { recursive: true });
    await writeFile(join(root, 'docs/records/example/DoIt.json'), JSON.stringify(record));
    const reasons = { 'example.DoMore': 'It needs a phone.', 'other.DoIt': 'Not ours.' };
    await writeFile(join(root, 'docs/records/missing.json'), JSON.stringify(reasons));
    const all = await readRecords(root, 'example');
    expect(all).toEqual({ DoIt: record, DoMore: 'It needs a phone.' });
  });
});
