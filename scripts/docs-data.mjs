// Writes what `oint docs` prints besides the pages from the manifest: guides and recorded results.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecords } from './records.mjs';
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

/** Removes the attributes of code blocks that are only for tests: exit status, output. */
export function forReaders(markdown) {
  return markdown.replace(/^(```[\w-]+) [^\n]+$/gm, '$1');
}

/** The guides in docs/guides.json, in order. */
export async function readGuides(root) {
  const files = JSON.parse(await readFile(join(root, 'docs/guides.json'), 'utf8'));
  return Promise.all(
    Object.entries(files).map(async ([name, file]) => {
      const text = await readFile(join(root, 'docs', file), 'utf8');
      const [, title, summary] = /^# (.+)\n\n((?:.+\n)+)/.exec(text) ?? [];
      if (!title) throw new Error(`docs/${file} must start with a title and a paragraph`);
      return { name, file, text, title, summary: summary.trim().replaceAll('\n', ' ') };
    }),
  );
}
