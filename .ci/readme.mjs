// Runs the README's lines as a new user would: the demo, every shell line, the TypeScript.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const home = mkdtempSync(join(tmpdir(), 'oint-readme-'));
const bin = join(home, 'bin');
mkdirSync(bin);
symlinkSync(join(root, 'dist/cli/main.js'), join(bin, 'oint'));
copyFileSync(join(root, 'README.md'), join(home, 'README.md'));

const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  OINT_CONFIG: join(home, 'config.json'),
  OINT_DATA: join(home, 'data'),
  TOKEN: 'none',
};
for (const name of ['OPENAI_API_KEY', 'OPENAI_BASE_URL']) delete env[name];

function section(title) {
  return readme.split(/^## /m).find((text) => text.startsWith(title)) ?? '';
}

function block(title, language) {
  const found = section(title).match(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``));
  if (!found) throw new Error(`the README has no ${language} block under "${title}"`);
  return found[1];
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

  // The package as installed: its types are checked, then it is run.
  execFileSync('npm', ['pack', '--silent', '--pack-destination', home], {
    cwd: root,
    stdio: 'pipe',
  });
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  execFileSync('bash', ['-c', 'npm install --silent --no-save --ignore-scripts ./oint-*.tgz'], {
    cwd: home,
    stdio: 'pipe',
  });
  writeFileSync(join(home, 'example.ts'), block('Ten lines for TypeScript', 'ts'));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const types = join(root, 'node_modules/@types');
  execFileSync(
    process.execPath,
    [
      tsc,
      'example.ts',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--strict',
      '--types',
      'node',
      '--typeRoots',
      types,
    ],
    { cwd: home, stdio: 'inherit' },
  );
  execFileSync(process.execPath, ['example.js'], { cwd: home, env, stdio: 'pipe' });
  const version = execFileSync(join(home, 'node_modules/.bin/oint'), ['--version'], {
    encoding: 'utf8',
  });
  console.log(`ok  the TypeScript lines, in a package of version ${version.trim()}`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
