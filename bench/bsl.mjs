// Scripts of 1C and OneScript, beside the same in plain JavaScript. Both measure themselves.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, compare, here, row, wallTime } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 9);
const oint = here('../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));

/** The same work in both languages, as the body of a function, and the most that ours may take. */
const WORK = {
  'fib(30)': {
    most: 2.5,
    bsl: 'Function Fib(N)\n If N < 2 Then Return N; EndIf; Return Fib(N - 1) + Fib(N - 2);\nEndFunction\nProcedure Work()\n Fib(30);\nEndProcedure',
    js: 'const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)); const work = () => fib(30);',
  },
  '1,000,000 calls': {
    most: 10,
    bsl: 'Procedure One(A)\nEndProcedure\nProcedure Work()\n For N = 1 To 1000000 Do One(N); EndDo;\nEndProcedure',
    js: 'function one(a) {} const work = () => { for (let n = 1; n <= 1000000; n++) one(n); };',
  },
  '10,000,000 turns': {
    most: 4,
    bsl: 'Procedure Work()\n N = 0; While N < 10000000 Do N = N + 1; EndDo;\nEndProcedure',
    js: 'const work = () => { let n = 0; while (n < 10000000) n = n + 1; return n; };',
  },
  'building a string': {
    most: 4,
    bsl: 'Procedure Work()\n S = ""; For N = 1 To 300000 Do S = S + "x"; EndDo; StrLen(S);\nEndProcedure',
    js: "const work = () => { let s = ''; for (let n = 1; n <= 300000; n++) s = s + 'x'; return s.length; };",
  },
  'sorting 50,000 rows': {
    most: 8,
    bsl: 'Procedure Work()\n L = New ValueList; X = 7; For N = 1 To 50000 Do X = (X * 16807) % 2147483647; L.Add(X); EndDo; L.SortByValue();\nEndProcedure',
    js: 'const work = () => { const l = []; let x = 7; for (let n = 1; n <= 50000; n++) { x = (x * 16807) % 2147483647; l.push({ value: x, text: "" }); } l.sort((a, b) => a.value - b.value); };',
  },
  'reading JSON': {
    most: 30,
    bsl: 'Procedure Work()\n W = "["; For N = 1 To 20000 Do W = W + "{""id"": " + XMLString(N) + ", ""name"": ""text""},"; EndDo; W = W + "null]"; R = New JSONReader; R.SetString(W); ReadJSON(R, True);\nEndProcedure',
    js: `const work = () => { let w = '['; for (let n = 1; n <= 20000; n++) w = w + '{"id": ' + n + ', "name": "text"},'; JSON.parse(w + 'null]'); };`,
  },
};

const NOW = 'CurrentUniversalDateInMilliseconds()';

/** The shortest of three runs in one process, in milliseconds; at least one, which is the unit of dates. */
function measured(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: cleanEnv,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return Math.max(1, ...[Math.min(...stdout.trim().split('\n').map(Number))]);
}

try {
  const hello = join(folder, 'hello.os');
  writeFileSync(hello, 'Message("Hello");');
  const start = compare(
    ROUNDS,
    () => wallTime([oint, 'run', hello]),
    () => wallTime(['-e', '0']),
  );
  row('oint run hello.os : node -e 0', start, { most: 2.6 }, 'ms');
  for (const [index, [what, { most, bsl, js }]] of Object.entries(WORK).entries()) {
    const ours = join(folder, `${index}.os`);
    const other = join(folder, `${index}.mjs`);
    const turn = `T = ${NOW}; Work(); Message(XMLString(${NOW} - T));`;
    writeFileSync(ours, `${bsl}\nFor Turn = 1 To 3 Do ${turn} EndDo;`);
    writeFileSync(
      other,
      `${js}\nfor (let i = 0; i < 3; i++) { const t = Date.now(); work(); console.log(Date.now() - t); }`,
    );
    const both = compare(
      ROUNDS,
      () => measured([oint, 'run', ours]),
      () => measured([other]),
    );
    row(`script, ${what} : JavaScript`, both, { most }, 'ms');
  }
  // A loop that kept anything would need hundreds of MiB.
  const loop = join(folder, 'loop.os');
  writeFileSync(loop, 'S = ""; For N = 1 To 10000000 Do S = "turn " + XMLString(N); EndDo;');
  const { status } = spawnSync(process.execPath, [oint, 'run', '--memory', '48', loop], {
    env: cleanEnv,
  });
  row(
    '10,000,000 turns in 48 MiB: exit status',
    { ratio: status ?? 1, ours: status ?? 1, other: 0 },
    { most: 0 },
    '',
  );
} finally {
  rmSync(folder, { recursive: true });
}
