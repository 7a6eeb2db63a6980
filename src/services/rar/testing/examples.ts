import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Examples } from '../../../../test/support/examples.js';
import { rarOf } from './archive.js';

const archive = rarOf([
  { name: 'docs', isFolder: true },
  { name: 'docs/readme.txt', data: Buffer.from('Read me\n') },
  { name: 'index.html', data: Buffer.from('<h1>Sales</h1>\n') },
]);

export const examples: Examples = {
  async run({ answeredBy, example, folder }) {
    answeredBy('7-Zip 24.09 (7z-wasm 1.2.0), with an archive that is not compressed');
    await writeFile(join(folder, 'site.rar'), archive);
    await example('oint rar GetFilesList --src site.rar');
    await example('oint rar GetMetadata --src site.rar');
    await example('oint rar UnarchiveDirectory --src site.rar --dest site');
    await example(`oint rar UnpackFiles --src site.rar --paths "['docs/readme.txt']"`);
  },
};
