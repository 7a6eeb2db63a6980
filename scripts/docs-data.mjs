// What `oint docs` prints beside the pages that it makes from the manifest: guides, recorded results.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serviceNames } from './services.mjs';

export async function writeDocsData(root, dist) {
  const folder = join(dist, 'docs');
  await mkdir(join(folder, 'guides'), { recursive: true });
  await mkdir(join(folder, 'records'), { recursive: true });
  const guides = await readGuides(root);
  for (const { name, text } of guides) {
    await writeFile(join(folder, 'guides', `${name}.md`), forReaders(text));
  }
  const list = guides.map(({ name, title, summary }) => ({ name, title, summary }));
  await writeFile(join(folder, 'guides.json'), JSON.stringify(list));
  for (const name of await serviceNames()) {
    const records = JSON.stringify(await readRecords(root, name));
    await writeFile(join(folder, 'records', `${name}.json`), records);
  }
}

/** Without what code blocks tell the tests: how they end, and that they are what was printed. */
export function forReaders(markdown) {
  return markdown.replace(/^(```[\w-]+) [^\n]+$/gm, '$1');
}

/** The guides of docs/guides.json, in its order. */
export async function readGuides(root) {
  const files = JSON.parse(await readFile(join(root, 'docs/guides.json'), 'utf8'));
  return Promise.all(
    Object.entries(files).map(async ([name, file]) => {
      const text = await readFile(join(root, 'docs', file), 'utf8');
      const [, title, summary] = /^# (.+)\n\n((?:.+\n)+)/.exec(text) ?? [];
      if (!title) throw new Error(`docs/${file} does not begin with a title and a paragraph`);
      return { name, file, text, title, summary: summary.trim().replaceAll('\n', ' ') };
    }),
  );
}

/** A service's records by method; where there is none on purpose, why. */
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
