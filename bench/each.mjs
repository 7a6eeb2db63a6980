// What a user of `oint each` notices: how much slower rows are than a loop in a program of their own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, here, row, startServer, wallTime } from './measure.mjs';

const COUNT = 10_000;
const JOBS = 32;
const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const csv = join(folder, 'people.csv');
const names = Array.from({ length: COUNT }, (_, at) => `person ${at}`);
writeFileSync(csv, `name\n${names.join('\n')}\n`);
const { url, stop } = await startServer({ CHUNKS: '3' });
const main = here('../dist/cli/main.js');
const on = ['--url', url, '--model', 'm'];
const COMMANDS = {
  GetResponse: ['openai', 'GetResponse', ...on, '--msgs', 'Hello, {name}'],
  GetEmbeddings: ['openai', 'GetEmbeddings', ...on, '--input', 'Hello, {name}'],
  ask: ['ask', ...on, 'Hello, {name}'],
};
let run = 0;
const each = (task) => {
  const out = join(folder, `${run++}.jsonl`);
  const options = ['--jobs', String(JOBS), '--out', out];
  return wallTime([main, 'each', csv, ...options, '--', ...COMMANDS[task]]);
};
const rate = (milliseconds) => (COUNT / milliseconds) * 1000;
// Both as whole processes: a user's program has to start, too.
const program = here('each-library.mjs');
const library = (task) => rate(wallTime([program, task, url, String(COUNT), String(JOBS)]));
try {
  const rounds = Number(process.env.ROUNDS ?? 5);
  for (const task of Object.keys(COMMANDS)) {
    const figures = compare(
      rounds,
      () => rate(each(task)),
      () => library(task),
    );
    row(`each, ${COUNT} rows, ${task} : the library`, figures, { least: 0.8 }, 'rows/s');
  }
} finally {
  stop();
  rmSync(folder, { recursive: true });
}
