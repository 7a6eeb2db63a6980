// Writes the lists of services from the folders of src/services/; with --check, only compares.
import { readFile, writeFile } from 'node:fs/promises';
import { serviceNames } from './services.mjs';

const HEAD = '// Written by `npm run generate`: one line for each folder beside this file.\n';
const names = await serviceNames();

const files = {
  'index.ts': `${HEAD}import type { Service } from '../core/definition/service.js';

export const services: Readonly<Record<string, () => Promise<{ default: Service }>>> = {
${names.map((name) => `  ${name}: () => import('./${name}/service.js'),\n`).join('')}};
`,
  'all.ts': `${HEAD}${names.map((name) => `export * as ${name} from './${name}/index.js';\n`).join('')}`,
};

for (const [name, text] of Object.entries(files)) {
  const url = new URL(`../src/services/${name}`, import.meta.url);
  const before = await readFile(url, 'utf8').catch(() => '');
  if (before === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`src/services/${name} is not what the folders say: run npm run generate`);
    process.exitCode = 1;
  } else {
    await writeFile(url, text);
    console.log(`wrote src/services/${name}`);
  }
}
