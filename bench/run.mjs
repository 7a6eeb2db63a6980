// `npm run bench`: every measurement is a ratio of two things measured in turns in the same run. With
// names, as in `npm run bench -- ws tar`, only those. `-- --update` stores the figures.
import { parseArgs } from 'node:util';
import { rows } from './measure.mjs';
import { report } from './report.mjs';

const ALL =
  `start-up executable bsl in-process upload local-upload ask each queue sqlite postgres mysql rows-in
  rows-out clickhouse s3 sftp ws zeromq ftp msgpack tar grpc mcp http-server local-server gguf`.split(
    /\s+/,
  );
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { update: { type: 'boolean', default: false } },
});
// Some of them are their own child processes, and look for a task.
process.argv.splice(2);
console.log('        ratio  (bar)    what'.padEnd(24));
for (const name of positionals.length > 0 ? positionals : ALL) await import(`./${name}.mjs`);
report(rows, values);
