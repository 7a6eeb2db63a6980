import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folder } from './support/folder.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

interface Compiled {
  status: number | null;
  output: string;
}

function compile(project: string): Compiled {
  const args = [compiler, '--pretty', 'false', '-p', project];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

/** Compiles one file as in a user's project. */
async function compileFile(content: string): Promise<Compiled> {
  const path = await folder();
  const source = JSON.stringify(join(root, 'src', 'index.js'));
  await writeFile(join(path, 'user.mts'), `import { openai } from ${source};\n${content}\n`);
  const project = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(root, 'node_modules', '@types')] },
    include: ['user.mts'],
  };
  await writeFile(join(path, 'tsconfig.json'), JSON.stringify(project));
  return compile(join(path, 'tsconfig.json'));
}

test('valid calls compile, invalid ones do not, and nothing public has the type any', () => {
  const { status, output } = compile(join(root, 'test', 'types', 'tsconfig.json'));
  expect(output).toBe('');
  expect(status).toBe(0);
});

test('the compiler accepts a valid call, and reports the line of an invalid one', async () => {
  const start = "const to = { url: 'http://localhost:8080', model: 'model' };";
  const right = await compileFile(
    `${start}\nawait openai.getResponse({ ...to, messages: 'Hello!' });`,
  );
  expect(right).toEqual({ status: 0, output: '' });

  const misspelt = await compileFile(
    `${start}\nawait openai.getResponse({ ...to, mesages: 'Hello!' });`,
  );
  expect(misspelt.status).not.toBe(0);
  expect(misspelt.output).toMatch(/user\.mts\(3,\d+\): error TS/);
  expect(misspelt.output).toContain("'mesages' does not exist in type");

  const unneeded = await compileFile(
    `${start}\n// @ts-expect-error -- it is not wrong\nawait openai.getResponse({ ...to, messages: 'Hello!' });`,
  );
  expect(unneeded.status).not.toBe(0);
  expect(unneeded.output).toContain("user.mts(3,1): error TS2578: Unused '@ts-expect-error'");
});
