// What a user of `oint each` notices: how much slower rows are than a loop in a program of their own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, here, inProcess, row, startServer, wallTime } from './measure.mjs';

const COUNT = 10_000;
const JOBS = 32;
const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const csv = join(folder, 'people.csv');
const names = Array.from({ length: COUNT }, (_, at) => `person ${at}`);
writeFileSync(csv, `name\n${names.join('\n')}\n`);
const { url, stop } = await startServer();
const main = here('../dist/cli/main.js');
let run = 0;
const each = () => {
  const out = join(folder, `${run++}.jsonl`);
  const command = [
    'openai',
    'GetResponse',
    '--url',
    url,
    '--model',
    'm',
    '--msgs',
    'Hello, {name}',
  ];
  return wallTime([main, 'each', csv, '--jobs', String(JOBS), '--out', out, '--', ...command]);
};
const rate = (milliseconds) => (COUNT / milliseconds) * 1000;
const library = () => rate(inProcess('each-library.mjs', url, String(COUNT), String(JOBS)));
try {
  const rounds = Number(process.env.ROUNDS ?? 5);
  const figures = compare(rounds, () => rate(each()), library);
  row(`each, ${COUNT} rows with a ledger : the library`, figures, { least: 0.8 }, 'rows/s');
} finally {
  stop();
  rmSync(folder, { recursive: true });
}
