import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { allServices, exampleInput } from './support/definitions.js';
import { folder } from './support/folder.js';
import { reachOf } from './support/reach.js';

/**
 * The requests of a service with tables, as shown by a dry run: one readable file per service, whose
 * diff is reviewed. For a method with several requests it has the first. `npm run record` writes it.
 */
const record = Boolean(process.env.OINT_RECORD);
const files = await folder();
const tables = (await allServices()).filter(({ methods }) =>
  [...methods.values()].some(({ shape }) => shape !== undefined),
);

/** The address of services whose address is a param. */
const ADDRESS = 'https://service.example';

describe.each(tables.map((service) => [service.name, service] as const))('%s', (name, service) => {
  const path = new URL(`../src/services/${name}/testing/requests.txt`, import.meta.url);

  it('sends the requests in testing/requests.txt', async () => {
    const reach = await reachOf(name);
    if (reach.over !== 'http') throw new Error(`${name} is not an HTTP service`);
    const texts: string[] = [];
    for (const definition of service.methods.values()) {
      if (!definition.dryRun || reach.asksFirst?.test(definition.name)) continue;
      const given = { ...reach.input(ADDRESS, 'SECRET') };
      const input = await exampleInput(definition, given, files);
      const dryRun: string[] = [];
      await definition.invoke(input, { dryRun });
      texts.push(`${definition.name}\n${dryRun.map(shown).join('\n')}\n`);
    }
    const text = texts.join('\n');
    if (record) await writeFile(path, text);
    expect(text, 'npm run record writes it').toBe(await readFile(path, 'utf8').catch(() => ''));
  });

  it('has an example for every param, so that each is in a request', () => {
    for (const { name, shape, params } of service.methods.values()) {
      if (shape === undefined) continue;
      for (const [key, { example, values, default: usual, kind }] of Object.entries(params)) {
        const shows = example ?? values?.[0] ?? usual ?? (kind.name === 'secret' || undefined);
        expect(shows, `${name} ${key} has no example`).toBeDefined();
      }
    }
  });
});

/** A request without the parts that all share or that differ between machines. */
function shown(curl: string): string {
  return curl
    .split('\n')
    .filter((line) => !/-H 'accept: /.test(line))
    .map(
      (line) =>
        `  ${line
          .replaceAll(files, 'FOLDER')
          .replace(/[0-9a-f]{32}|(?<=random_id=)\d+/g, 'RANDOM')
          .replace(/ \\$/, '')
          .trim()}`,
    )
    .join('\n');
}
