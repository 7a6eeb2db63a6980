// Runs the reference's own examples and the checks of its test modules: OINT_REFERENCE=/path/to/its/checkout
// node scripts/reference-examples.mjs [MODULE …]. Its pages print each procedure of these modules up to
// `// END`: that is an example. Modules whose name begins with OPItc_ run its command line: here OInt's runs.
// Values of local servers replace live ones. Prints how many pass, and why not.
// With OINT_RECORD=1, docs/conformance.json gets the counts.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { storeCounts } from './conformance.mjs';
import { localValues, MODELS, servedFor } from './reference-values.mjs';

const checkout = process.env.OINT_REFERENCE;
if (!checkout) throw new Error('set OINT_REFERENCE to a checkout of the reference');
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const judge = fileURLToPath(new URL('./reference-judge.os', import.meta.url));
const home = await mkdtemp(join(tmpdir(), 'reference-examples-'));
const only = process.argv.slice(2);

/** Checks whose name says that the call must fail. */
const MUST_FAIL = /error|ошибка/i;

/** Others that cannot succeed: the other side is closed, sent nothing, or has it already. */
const CANNOT_SUCCEED = new Set([
  ...['PostgreSQL.CreateDatabase.Existing', 'MySQL.CreateDatabase.Existing'],
  ...['TCP', 'WebSocket'].flatMap((name) => [
    ...[`${name}.StopServer.Connection`, `${name}.GetNextConnectionData.Closed`],
    ...[`${name}.GetConnectionData.Empty`, `${name}.GetConnectionData.Closed`],
    ...[`${name}.CloseIncomingConnection.SendingToClosed`, `${name}.CompleteSend.SendingServer`],
    `${name}.Extended_GetDataOfNextTimeout.`,
  ]),
]);

const modules = await modulesIn(checkout);
const { values, close } = await localValues(home, main);
const servers = await servedFor(home, new Set(modules.map(({ name }) => name)));
const counts = { examples: { en: {}, ru: {} }, checks: { en: {}, ru: {} } };
let failed = 0;
try {
  for (const module of modules) await run(module, await readFile(module.path, 'utf8'));
  for (const [kind, found] of Object.entries(counts)) await storeCounts(kind, found, checkout);
} finally {
  await close();
  await servers.close();
  await rm(home, { recursive: true });
}
process.exitCode = failed > 0 ? 1 : 0;

/** The modules of tests that there are, and were asked for. */
async function modulesIn(checkout) {
  const found = [];
  for (const language of ['en', 'ru']) {
    const folder = join(checkout, 'src', language, 'OInt/tests/Modules');
    for (const file of await readdir(folder).catch(() => [])) {
      const [, commandLine, name] = /^OPIt(c?)_(.+)\.os$/.exec(file) ?? [];
      if (!name) continue;
      const title = commandLine ? `${name} command line` : name;
      if (only.length === 0 || only.includes(name) || only.includes(title))
        found.push({ language, name, title, path: join(folder, file) });
    }
  }
  return found;
}

/** Runs a module, and prints how many of its examples and checks passed. */
async function run({ language, name, title: row }, text) {
  const { values: own = {}, words = {}, numbers = {}, files = {} } = servers.served[name] ?? {};
  const instead = { ...MODELS, ...words };
  const local = text
    .replace(/"([\w.:-]+)"/g, (word, model) => (instead[model] ? `"${instead[model]}"` : word))
    .replace(/\b\d{4}\b/g, (number) => numbers[number] ?? number);
  const procedures = proceduresOf(local);
  const events = await eventsOf(scriptOf(local, procedures), language, own, files);
  const examples = new Map();
  const faults = [];
  const checks = { passed: 0, all: 0 };
  let current;
  for (const { event, name: title, refused, detail, value } of events) {
    if (event === 'start') {
      current = { title, ran: 0 };
      if (!examples.has(title)) examples.set(title, false);
    } else if (event === 'end') {
      const isFine = !refused || CANNOT_SUCCEED.has(`${title.replace('_', '.')}.`);
      examples.set(title, isFine);
      if (!isFine) faults.push(`${title}: refused: ${value}`);
    } else if (event === 'check') {
      checks.all += 1;
      if (current) current.ran += 1;
      const mustFail = MUST_FAIL.test(detail) || CANNOT_SUCCEED.has(`${name}.${title}.${detail}`);
      if (refused === mustFail) checks.passed += 1;
      else faults.push(`${title}, check "${detail}": ${refused ? value : 'was not refused'}`);
    } else {
      faults.push(`${title}: ${detail}`);
      // The checks after the error did not run.
      const expected = procedures.get(title)?.checks ?? 0;
      if (current?.title === title) checks.all += Math.max(0, expected - current.ran);
    }
  }
  const passed = [...examples.values()].filter(Boolean).length;
  failed += faults.length;
  counts.examples[language][row] = { passed, all: examples.size };
  counts.checks[language][row] = checks;
  console.log(
    [
      `${row} (${language}): ${passed} of ${examples.size} examples, ${checks.passed} of ${checks.all} checks`,
      ...faults.map((fault) => `  ${fault.slice(0, 300)}`),
    ].join('\n'),
  );
}

/** The procedures of a module by name: their text, how many checks they make, whether pages print them. */
function proceduresOf(text) {
  const pattern =
    /^(?:Procedure|Процедура)\s+([\wа-яё]+)\(([^)]*)\)([^\n]*)\n([\s\S]*?)^(?:EndProcedure|КонецПроцедуры)/gimu;
  const found = [...text.matchAll(pattern)].map(([, name, , exported, body]) => [
    name,
    {
      body,
      isScenario: /Export|Экспорт/i.test(exported),
      isExample: /^\s*\/\/ END\s*$/m.test(body),
      checks: body.match(/OPI_\w*[\wа-яё]*\.(?:Process|Обработать)(?:CLI)?\(/giu)?.length ?? 0,
    },
  ]);
  return new Map(found);
}

/** The module, which reports where its examples begin and end, and a program that runs all scenarios. */
function scriptOf(text, procedures) {
  const marked = [...procedures].reduce((whole, [name, { body, isExample }]) => {
    if (!isExample) return whole;
    const result =
      /^\s*(Result|Результат)\s*=/m.exec(body.split(/\/\/ END/)[0])?.[1] ?? 'Undefined';
    const end = `Judge.Report("end", "${name}", ${result});\n`;
    return whole.replace(body, () => body.replace(/^\s*\/\/ END\s*$/m, end));
  }, text);
  const scenarios = [...procedures].filter(([, { isScenario }]) => isScenario);
  const programs = scenarios.map(([name, { body }]) => {
    const guarded = body.replace(/^\s*([\wа-яё]+)\([^()]*\);/gimu, (call, called) =>
      procedures.get(called)?.isExample
        ? `Judge.Report("start", "${called}");\n${guard(call, called)}`
        : call,
    );
    return `Procedure Run_${name}()\n${guarded}\nEndProcedure\n`;
  });
  const starts = scenarios.map(([name]) => guard(`Run_${name}();`, name));
  // The main program comes after all procedures.
  return `#Use "judge"\n${marked}\n${programs.join('')}\n${starts.join('\n')}\n`;
}

function guard(call, name) {
  return `Try\n${call}\nExcept\nJudge.Report("error", "${name}", , ErrorDescription());\nEndTry;`;
}

/** Runs the script with the judge in place of the module that checks, and returns what it reported. */
async function eventsOf(script, language, own, files) {
  const folder = await mkdtemp(join(home, 'run-'));
  const data = { en: 'OPI_TestDataRetrieval', ru: 'OPI_ПолучениеДанныхТестов' }[language];
  for (const [library, module] of [
    ['internal', 'Internal'],
    ['judge', 'Judge'],
    ['judge', data],
    ['lib/asserts', 'Asserts'],
  ]) {
    await mkdir(join(folder, library, 'Modules'), { recursive: true });
    const isJudge = library === 'judge';
    const path = join(folder, library, 'Modules', `${module}.os`);
    await (isJudge ? copyFile(judge, path) : writeFile(path, ''));
  }
  await writeFile(join(folder, 'main.os'), script);
  for (const [path, from] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await copyFile(from, join(home, path));
  }
  await writeFile(join(folder, 'values.json'), JSON.stringify({ ...values, ...own }));
  const env = {
    ...{ PATH: process.env.PATH, HOME: home, TMPDIR: folder, OSCRIPT_LIB: join(folder, 'lib') },
    OINT_REFERENCE_VALUES: join(folder, 'values.json'),
    OINT_REFERENCE_COMMAND: `'${process.execPath}' '${main}'`,
    ...servers.env,
  };
  const { stdout, stderr } = await output(['run', '--timeout', '400', 'main.os'], folder, env);
  const lines = stdout.split('\n').filter((line) => line.startsWith('JUDGE '));
  const events = lines.map((line) => JSON.parse(line.slice('JUDGE '.length)));
  // Without events, the numbers would say nothing about OInt.
  if (stderr || events.length === 0) throw new Error(`the script did not run: ${stderr}`);
  return events;
}

function output(args, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { cwd, env });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', () => resolve({ stdout, stderr }));
  });
}
