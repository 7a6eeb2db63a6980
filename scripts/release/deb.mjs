// `npm run build:deb`: builds a package for Debian and its derivatives from the executable for Linux.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readJson, root } from '../packages.mjs';
import { manPage } from './man.mjs';
import { writeSums } from './sums.mjs';

const release = join(root, 'release');
const tree = join(release, 'deb');
const { version, description } = await readJson(join(root, 'package.json'));
/** Debian sorts `1.0.0~beta.1` before `1.0.0`, as intended by the version 1.0.0-beta.1. */
const debianVersion = `${version.replace('-', '~')}-1`;
const maintainer = 'The OInt authors <maintainers@oint.example>';

await rm(tree, { recursive: true, force: true });
await put('usr/bin/oint', join(release, 'oint-linux-x64'));
await write('usr/share/man/man1/oint.1.gz', zipped(await manPage()));
await write('usr/share/bash-completion/completions/oint', completion('bash'));
await write('usr/share/zsh/vendor-completions/_oint', completion('zsh'));
await write('usr/share/fish/vendor_completions.d/oint.fish', completion('fish'));
await put('usr/share/doc/oint/copyright', join(release, 'LICENSES.txt'));
await write('usr/share/doc/oint/changelog.gz', zipped(await readFile(join(root, 'CHANGELOG.md'))));
await write('usr/share/doc/oint/changelog.Debian.gz', zipped(debianChangelog()));
await write('DEBIAN/control', await control());
const name = `oint_${debianVersion}_amd64.deb`;
execFileSync('dpkg-deb', [
  '--build',
  '--root-owner-group',
  '-Zzstd',
  '-z9',
  tree,
  join(release, name),
]);
await rm(tree, { recursive: true });
await writeSums(release);
console.log(`${name}: ${((await stat(join(release, name))).size / 1e6).toFixed(1)} MB`);

async function put(path, from) {
  const to = join(tree, path);
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to);
}

async function write(path, content) {
  const to = join(tree, path);
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, content);
}

/** Compressed without a timestamp, so that the same sources result in the same package. */
function zipped(content) {
  return gzipSync(content, { level: 9 });
}

function completion(shell) {
  return execFileSync(join(release, 'oint-linux-x64'), ['completion', shell]);
}

/** The changelog of the packaging, which only ever says that there is a new version. */
function debianChangelog() {
  const date = new Date().toUTCString().replace('GMT', '+0000');
  return `oint (${debianVersion}) stable; urgency=medium

  * New version. See changelog.gz for the changes.

 -- ${maintainer}  ${date}
`;
}

async function control() {
  const { size } = await stat(join(tree, 'usr/bin/oint'));
  const [summary, ...more] = description.split(/(?<=[.:]) /);
  const libraries = 'libatomic1, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 9)';
  return `Package: oint
Version: ${debianVersion}
Architecture: amd64
Maintainer: ${maintainer}
Installed-Size: ${Math.ceil(size / 1024) + 300}
Depends: ${libraries}
Section: utils
Priority: optional
Description: ready-made methods for external services
 ${summary} ${more.join(' ')}
`;
}
