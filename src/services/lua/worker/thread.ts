import { parentPort, workerData } from 'node:worker_threads';
import { answer, Engine } from './engine.js';
import type { Reply, Request, Start } from './protocol.js';
import { loadLua } from './wasm.js';

// The main file of the thread of a Lua state: see ../thread.ts.

const start = workerData as Start;
// Requests that arrive earlier wait. Not awaited here: in the bundle, what is imported later is
// further down in the same file.
const engine = loadLua(start.code, start.wasm, start.memory).then((api) => new Engine(api, start));

parentPort!.on('message', async (request: Request) => {
  const reply: Reply = await engine.then(
    (started) => answer(started, request),
    (error: Error) => {
      const failure = { reason: 'BROKEN' as const, message: String(error?.message ?? error) };
      return { tokens: [], done: true, output: new Uint8Array(), failure };
    },
  );
  parentPort!.postMessage(reply);
});
