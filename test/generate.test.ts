import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { describe, expect, it } from 'vitest';
import { allOf, indexOf, tableOf } from '../scripts/service-lists.mjs';
import { folder } from './support/folder.js';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('what npm run generate writes', () => {
  it('is up to date with the folders of services', () => {
    const run = () =>
      execFileSync(process.execPath, ['scripts/generate.mjs', '--check'], { stdio: 'pipe' });
    expect(run).not.toThrow();
  });

  it('is valid code for a service whose name is not a valid variable', async () => {
    const path = await folder();
    const services = [{ name: '7z', identifier: 'sevenZip' }, { name: 'tar' }];
    for (const { name } of services) {
      await mkdir(join(path, name));
      await writeFile(join(path, name, 'index.ts'), `export default { called: '${name}' };\n`);
    }
    await writeFile(join(path, 'all.ts'), allOf(services));
    await writeFile(join(path, 'index.ts'), indexOf(services));
    const load = async <T>(file: string) =>
      (await runnerImport<T>(join(path, file), { configFile: false, root, logLevel: 'error' }))
        .module;
    const all = await load<object>('all.ts');
    expect({ ...all }).toEqual({ sevenZip: { called: '7z' }, tar: { called: 'tar' } });
    const index = await load<{ services: object }>('index.ts');
    expect(Object.keys(index.services)).toEqual(['7z', 'tar']);
    expect(indexOf(services)).toContain("\n  '7z': () => import('./7z/service.js'),\n");
  });

  it('says what to do if such a service has no other name', () => {
    expect(() => allOf([{ name: '7z' }])).toThrow(
      'src/services/7z/service.ts: "7z" is not a valid name for a variable: set identifier',
    );
  });

  it('is a table with each category once, in order', () => {
    const services = [
      { name: 'a', category: 'Second', summary: 'What a is for' },
      { name: 'bb', category: 'First', summary: 'B' },
      { name: 'c', category: 'Second', summary: 'C' },
    ];
    expect(tableOf(['First', 'Second', 'Empty'], services)).toBe(`\
|        | Service | Description   |
| ------ | ------- | ------------- |
| First  | \`bb\`    | B             |
| Second | \`a\`     | What a is for |
|        | \`c\`     | C             |`);
  });
});
