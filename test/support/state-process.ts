// A process with a store, for tests that kill it: serves it on loopback, or writes to it as fast as it
// can; or searches for the text of a conversation. Prints everything that was acknowledged, one per
// line.
import { writeSync } from 'node:fs';
import http from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Conversations } from '../../src/ask/conversations.js';
import { createApp } from '../../src/local/app.js';
import { embeddedLocal } from '../../src/local/local.js';
import { openStore } from '../../src/local/state/open-store.js';

const [task, folder = '', count = '0'] = process.argv.slice(2);

try {
  if (task === 'serve') await serve();
  else if (task === 'write') await write(Number(count));
  else await converse();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function write(count: number): Promise<void> {
  const { objects, files } = await openStore({ folder });
  for (let number = 0; number < count; number++) {
    const id = `${process.pid}-${number}`;
    const text = `${id} `.repeat(500);
    if (number % 10 === 9) {
      const draft = await files.receive(Readable.from([Buffer.from(text)]));
      await draft.keep({ filename: id, purpose: 'user_data', type: 'text/plain' });
    } else {
      objects.put('test', { id, ...{ text } });
    }
    // Immediately, whatever happens next.
    writeSync(1, `${id}\n`);
  }
}

async function converse(): Promise<void> {
  const kept = await Conversations.open(folder);
  kept.save({
    model: 'm',
    messages: [{ role: 'user', content: 'A blue alpaca' }],
    usage: undefined,
  });
  for (const { title } of kept.search('alpaca', 9)) writeSync(1, `${title}\n`);
  kept.close();
}

async function serve(): Promise<void> {
  const local = embeddedLocal(folder === 'memory' ? { memory: true } : { data: folder });
  // Clean up leftovers before the first request.
  await local.store();
  const app = createApp(local);
  const server = http.createServer(async (incoming, outgoing) => {
    const { method = 'GET', url, headers } = incoming;
    const body = method === 'POST' ? { body: Readable.toWeb(incoming), duplex: 'half' } : {};
    const init = { method, headers, ...body } as RequestInit;
    const answer = await app.fetch(new Request(`http://${headers.host}${url}`, init));
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    const content = answer.body as ReadableStream | null;
    if (content) Readable.fromWeb(content).pipe(outgoing);
    else outgoing.end();
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    writeSync(1, `http://127.0.0.1:${port}\n`);
  });
}
