// Writes the lists of services and the README's table, from the service.ts of each folder in
// src/services/. With --check, only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allOf, indexOf, tableOf } from './service-lists.mjs';
import { readCategories, readService, serviceFolders } from './services.mjs';

const root = new URL('..', import.meta.url).pathname;
const folders = await serviceFolders(root);
const services = await Promise.all(folders.map((folder) => readService(root, folder)));
const categories = await readCategories(root);

await write('src/services/index.ts', () => indexOf(services));
await write('src/services/all.ts', () => allOf(services));
await write('README.md', (before) => withTable(before, tableOf(categories, services)));

async function write(name, make) {
  const path = join(root, name);
  const before = await readFile(path, 'utf8').catch(() => '');
  const text = make(before);
  if (before === text) return;
  if (process.argv.includes('--check')) {
    console.error(`${name} is out of date: run npm run generate`);
    process.exitCode = 1;
  } else {
    await writeFile(path, text);
    console.log(`wrote ${name}`);
  }
}

/** Replaces the table between the marks in a text. */
function withTable(text, table) {
  const marks = /(<!-- services: [^>]*-->\n\n)[\s\S]*?(\n\n<!-- \/services -->)/;
  if (!marks.test(text)) throw new Error('README.md has no marks for the table of services');
  return text.replace(marks, (_, start, end) => `${start}${table}${end}`);
}
