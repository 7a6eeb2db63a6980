// Runs the code blocks of the README and the guides as their readers would.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The code blocks of a page, in order: language (`sh`), the rest of that line (`exit=2`), the heading
 * above, and the start and end of their text in the page.
 */
export function blocksOf(page) {
  const found = [];
  const fence = /^```([\w-]+)(?: ([^\n]*))?\n([\s\S]*?)^```$/gm;
  for (const match of page.matchAll(fence)) {
    const [whole, language = '', info = '', source = ''] = match;
    const start = match.index + whole.indexOf('\n') + 1;
    const heading =
      page
        .slice(0, match.index)
        .match(/^##+ .+$/gm)
        ?.at(-1)
        ?.replace(/^#+ /, '') ?? '';
    found.push({ language, info, source, heading, start, end: start + source.length });
  }
  return found;
}

/**
 * A new folder with `oint` on the PATH and its own config and data, without the keys and addresses of
 * this machine.
 */
export async function makeHome(root) {
  const home = await mkdtemp(join(tmpdir(), 'oint-walk-'));
  const bin = join(home, '.bin');
  await mkdir(bin);
  await symlink(join(root, 'dist/cli/main.js'), join(bin, 'oint'));
  await writeFile(join(home, 'package.json'), '{"type":"module"}');
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    OINT_CONFIG: join(home, '.config.json'),
    OINT_DATA: join(home, '.data'),
  };
  for (const name of ['OPENAI_API_KEY', 'OPENAI_BASE_URL']) delete env[name];
  return { home, bin, env, remove: () => rm(home, { recursive: true, force: true }) };
}

/**
 * Links the package so that programs can import it, without installing it.
 */
export async function linkPackage(root, home) {
  await mkdir(join(home, 'node_modules'));
  await symlink(root, join(home, 'node_modules/oint'), 'dir');
}

/**
 * Checks the types of programs in a folder and compiles them to JavaScript next to them.
 */
export async function compile(root, home, files) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
  ];
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  await run(process.execPath, [tsc, ...files, ...options, '--strict', ...types], {
    cwd: home,
  }).catch((error) => {
    throw new Error(`type errors:\n${error.stdout}`);
  });
}
