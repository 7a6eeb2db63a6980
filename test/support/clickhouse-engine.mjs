// Runs the engine of ClickHouse (chDB) for a test: questions and answers are lines of JSON.
// Its packages are in the folder that is the first argument.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const { Session } = createRequire(join(process.argv[2], 'x.js'))('chdb');
const session = new Session();

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const shown = (bytes) => Buffer.from(bytes).toString('base64');

async function answer({ id, sql, format, params, inParts }) {
  try {
    if (inParts) {
      for await (const chunk of session.queryStream(sql, { format }))
        say({ id, part: shown(chunk.raw()) });
      return say({ id, end: true });
    }
    const found = params
      ? await session.queryBindAsync(sql, params, { format })
      : await session.queryAsync(sql, { format });
    say({ id, part: shown(found.bytes()) });
    say({ id, end: true, rows: found.rowsRead });
  } catch (error) {
    // What a failed query has written would otherwise begin the next result.
    for await (const _ of session.queryStream('SELECT 1', { format: 'CSV' }));
    say({ id, error: error.message, code: error.clickhouseCode ?? 1000 });
  }
}

// One after another: the session has one connection.
let last = Promise.resolve();
for await (const line of createInterface({ input: process.stdin })) {
  last = last.then(() => answer(JSON.parse(line)));
}
await last;
session.cleanup();
