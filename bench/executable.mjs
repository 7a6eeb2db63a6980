// The executable next to the Node that it was built with. Needs `npm run build:binaries`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fetchNode } from '../scripts/release/node.mjs';
import { cleanEnv, compare, here, row, startServer } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 15);
const executable = here('../release/oint-linux-x64');

function timed(file, args) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(file, args, { env: cleanEnv });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

if (!existsSync(executable)) {
  console.log('skip (npm run build:binaries has not run)'.padEnd(24), 'executable');
} else {
  const node = await fetchNode('linux');
  const { url, stop } = await startServer();
  const request = ['--url', url, '--token', 't', '--model', 'm', '--msgs', 'Hello'];
  const against = (what, args, most) => {
    const ours = () => timed(executable, args);
    const theirs = () => timed(node, ['-e', '0']);
    row(`executable, ${what} : its own node -e 0`, compare(ROUNDS, ours, theirs), { most }, 'ms');
  };
  try {
    against('--version', ['--version'], 1.25);
    against('method help', ['openai', 'GetResponse', '--help'], 1.25);
    against('GetResponse', ['openai', 'GetResponse', ...request], 1.5);
  } finally {
    stop();
  }
}
