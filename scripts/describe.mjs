// Writes src/services/SERVICE/testing/description*.json for test/stand-in/: a vendor's published API
// description without prose. The published files are not in this repository, but in ../shared.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

export const SPECS = new URL('../../shared/specs/', import.meta.url);

/** The descriptions of a service by file name, as text. */
export async function describe(service) {
  const read = async (file) =>
    JSON.parse(await readFile(new URL(`${service}/${file}`, SPECS), 'utf8'));
  const module = await import(`./describe/${service}.mjs`);
  const descriptions = Object.entries(await module.default(read));
  return Object.fromEntries(descriptions.map(([file, one]) => [file, asText(one)]));
}

/** One line per operation and schema, so that diffs are readable. */
function asText(description) {
  const lines = Object.entries(description).map(([key, value]) => {
    if (!['operations', 'schemas'].includes(key))
      return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const items = Object.entries(value).map(
      ([name, item]) => `  ${JSON.stringify(name)}: ${JSON.stringify(item)}`,
    );
    return `${JSON.stringify(key)}: {\n${items.join(',\n')}\n}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const service = process.argv[2];
  if (!service) throw new Error('usage: node scripts/describe.mjs SERVICE');
  const folder = new URL(`../src/services/${service}/testing/`, import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(await describe(service))) {
    await writeFile(new URL(file, folder), text);
    console.log(
      `wrote src/services/${service}/testing/${file}: ${Math.round(text.length / 1000)} kB`,
    );
  }
}
