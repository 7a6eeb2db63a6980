// Whole processes: what a user at a terminal waits for.
import { compare, here, row, startServer, wallTime } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 21);
const oint = here('../dist/cli/main.js');
const { url, stop } = await startServer();
const call = [
  oint,
  'openai',
  'GetResponse',
  '--url',
  url,
  '--token',
  't',
  '--model',
  'm',
  '--msgs',
  'Hello',
];
const nothing = ['-e', '0'];

const against = (what, args, other, most) =>
  row(
    what,
    compare(
      ROUNDS,
      () => wallTime(args),
      () => wallTime(other),
    ),
    { most },
    'ms',
  );

try {
  wallTime(call);
  against('--version : node -e 0', [oint, '--version'], nothing, 1.2);
  against('service help : node -e 0', [oint, 'openai'], nothing, 1.2);
  against('method help : node -e 0', [oint, 'openai', 'GetResponse', '--help'], nothing, 1.2);
  against('GetResponse : node -e 0', call, nothing, 1.45);
  against('GetResponse : five lines with fetch', call, [here('fetch-five-lines.mjs'), url], 0.6);
} finally {
  stop();
}
