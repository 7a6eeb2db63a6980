// Runs the README's commands as a new user would: the demo, every shell line, the TypeScript.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tarballOf } from '../scripts/tarball.mjs';
import { blocksOf, compile, makeHome } from '../scripts/walk.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const blocks = blocksOf(readFileSync(join(root, 'README.md'), 'utf8'));
const { home, env: usual, remove } = await makeHome(root);
const env = { ...usual, TOKEN: 'none' };
copyFileSync(join(root, 'README.md'), join(home, 'README.md'));

function block(title, language) {
  const found = blocks.find((one) => one.heading === title && one.language === language);
  if (!found) throw new Error(`the README has no ${language} block under "${title}"`);
  return found.source;
}

try {
  const demo = execFileSync('npm', ['run', '--silent', 'demo'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  if (!/UploadFile/.test(demo)) throw new Error(`the demo did not answer its question:\n${demo}`);
  console.log(demo);

  const lines = [
    'Ten lines for the shell',
    'Asking models',
    'Databases, storage, servers, messengers',
    'The embedded server',
  ].flatMap((title) => block(title, 'sh').trim().split('\n'));
  for (const line of lines) {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
      cwd: home,
      env,
      encoding: 'utf8',
    });
    if (status !== 0 || !stdout.trim())
      throw new Error(`failed (${status}): ${line}\n${stdout}${stderr}`);
    console.log(`ok  ${line}`);
  }

  // Checks the types of the installed package, then runs it.
  const install = ['install', '--silent', '--no-save', '--ignore-scripts', await tarballOf(home)];
  execFileSync('npm', install, { cwd: home, stdio: 'pipe' });
  // The driver for Node before 24, as compiled by npm ci: compiling it again would take minutes.
  symlinkSync(join(root, 'node_modules/better-sqlite3'), join(home, 'node_modules/better-sqlite3'));
  writeFileSync(join(home, 'example.ts'), block('Ten lines for TypeScript', 'ts'));
  await compile(root, home, ['example.ts']);
  execFileSync(process.execPath, ['example.js'], { cwd: home, env, stdio: 'pipe' });
  const version = execFileSync(join(home, 'node_modules/.bin/oint'), ['--version'], {
    encoding: 'utf8',
  });
  console.log(`ok  the TypeScript lines, in a package of version ${version.trim()}`);
} finally {
  await remove();
}
