import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SPECS, describe as written } from '../../scripts/describe.mjs';

/** The services with a stand-in: those with a script that describes them. */
const services = readdirSync('scripts/describe')
  .map((file) => file.replace('.mjs', ''))
  .filter((name) => existsSync(`src/services/${name}/testing`));

const withoutSpecs = existsSync(SPECS) ? '' : ': the published files are not in ../shared/specs';

describe.each(services)('the vendor’s description of %s', (service) => {
  const folder = `src/services/${service}/testing`;
  const files = readdirSync(folder).filter((file) => /^description.*\.json$/.test(file));
  const texts = Object.fromEntries(
    files.map((file) => [file, readFileSync(`${folder}/${file}`, 'utf8')]),
  );

  it.each(files)('has its source, date and license in %s', (file) => {
    const { sources } = JSON.parse(texts[file]!) as { sources: object[] };
    expect(sources.length).toBeGreaterThan(0);
    const text = expect.stringMatching(/./);
    for (const source of sources) expect(source).toEqual({ from: text, date: text, licence: text });
  });

  it.each(files)('has no prose in %s: only ASCII, no sentences', (file) => {
    const { sources: _, ...rest } = JSON.parse(texts[file]!) as Record<string, object>;
    const sentence = /[^\0-\x7F]+|"[^"]*[a-z]{2,} [a-z]{2,} [a-z]{2,}[^"]*"/g;
    expect(JSON.stringify(rest).match(sentence)).toBeNull();
  });

  it.skipIf(withoutSpecs)(
    `is the current output of scripts/describe.mjs${withoutSpecs}`,
    async () => {
      expect(await written(service)).toEqual(texts);
    },
  );
});
