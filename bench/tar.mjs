// 10,000 small files and a large one into a tar archive and out of it, in turns with GNU tar.
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, inProcess, median, row } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
/** The size of the large file, in MiB. */
const LARGE = Number(process.env.LARGE ?? 4096);
const SMALL_FILES = 10_000;
const home = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const memory = [];

function makeFiles() {
  for (let index = 0; index < SMALL_FILES; index++) {
    const folder = join(home, 'files', `folder${index % 100}`);
    if (index < 100) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file${index}.txt`), `content of the file ${index}\n`.repeat(40));
  }
  const handle = openSync(join(home, 'files', 'large.bin'), 'w');
  const piece = randomFillSync(Buffer.alloc(2 ** 20));
  for (let at = 0; at < LARGE; at++) writeSync(handle, piece);
  closeSync(handle);
}

/** In seconds; before each, what an earlier round has left is deleted. */
function ours(direction) {
  const paths =
    direction === 'pack'
      ? [join(home, 'files'), join(home, 'ours.tar')]
      : [join(home, 'theirs.tar'), join(home, 'out')];
  rmSync(paths[1], { recursive: true, force: true });
  const { seconds, peak } = inProcess('tar-client.mjs', direction, ...paths);
  memory.push(peak);
  return seconds;
}

function theirs(direction) {
  const [archive, out] = [join(home, 'theirs.tar'), join(home, 'out')];
  rmSync(direction === 'pack' ? archive : out, { recursive: true, force: true });
  if (direction === 'unpack') mkdirSync(out);
  const args =
    direction === 'pack'
      ? ['-cf', archive, '-C', join(home, 'files'), '.']
      : ['-xf', archive, '-C', out];
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync('tar', args);
  if (status !== 0) throw new Error(`tar failed: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

if (spawnSync('tar', ['--version']).error) console.log('skip  tar is not installed');
else {
  makeFiles();
  try {
    theirs('pack');
    for (const direction of ['pack', 'unpack']) {
      const found = compare(
        ROUNDS,
        () => ours(direction),
        () => theirs(direction),
      );
      const what = `10,000 files and one of ${LARGE} MiB, ${direction}ed : GNU tar`;
      row(what, found, { most: 2.5 }, 's');
    }
    const peak = median(memory);
    row(
      'the same, peak memory in MiB',
      { ratio: peak, ours: peak, other: 120 },
      { most: 120 },
      'MiB',
    );
  } finally {
    rmSync(home, { recursive: true });
  }
}
