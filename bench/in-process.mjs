// One process, many calls or many chunks: what a back end notices. Figures are per second.
import { compare, inProcess, row, startServer } from './measure.mjs';

const CALLS = '5000';
const CHUNKS = '200000';
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const { url, stop } = await startServer({ CHUNKS });

const against = (what, task, count, other, least) =>
  row(
    what,
    compare(
      ROUNDS,
      () => inProcess('clients.mjs', 'oint', task, url, count),
      () => inProcess('clients.mjs', other, task, url, count),
    ),
    { least },
    'per s',
  );

try {
  against('5,000 GetResponse, 32 at a time : official SDK', 'calls', CALLS, 'sdk', 6);
  against('5,000 GetResponse, 32 at a time : bare node:http', 'calls', CALLS, 'bare', 0.85);
  against("5,000 GetResponse, 32 at a time : undici's Pool", 'calls', CALLS, 'undici', 0.6);
  against('200,000 chat chunks : official SDK', 'stream', CHUNKS, 'sdk', 6);
  against('200,000 chat chunks : bare parser with JSON.parse', 'stream', CHUNKS, 'bare', 0.8);
} finally {
  stop();
}
