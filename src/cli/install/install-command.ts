import { parseArgs } from 'node:util';
import { InputError } from '../../core/errors/errors.js';
import { cut } from '../../core/util/cut.js';
import { GPUS, type Gpu } from '../../local/engines/gguf/binaries.js';
import { StatusLine } from '../run/status-line.js';
import type { Candidate } from '../start/command.js';
import { table } from '../start/layout.js';
import { nextOptions, optionRows, optionsOf, type ParsedOptions } from '../start/option.js';
import { print, write } from '../start/print.js';
import { painter, safe, width } from '../start/terminal.js';
import { type Usage, usage } from '../start/usage.js';
import { installSet } from './install-set.js';
import { type Installable, installables, installablesOf } from './installable.js';
import { handLine, type Order } from './project.js';
import { INSIDE, standingOf } from './where.js';

const OPTIONS = {
  'dry-run': { type: 'boolean', summary: 'Only show the equivalent npm command' },
  gpu: {
    type: 'string',
    value: 'NAME',
    summary: `For model-engine: include a GPU backend, ${GPUS.join(' or ')}`,
  },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const satisfies ParsedOptions;

const USAGE: Usage = {
  about: [
    'oint install [NAME …]',
    'Installs the packages of services and engines that do not come with OInt; without a name, lists them. They go into the data folder, or the one in OINT_DATA, where the command line and programs find them. Needs npm.',
  ],
  rows: optionRows(optionsOf(OPTIONS)),
  notes: [
    'The versions are those this OInt was tested with, verified by checksum. No install scripts run. better-sqlite3, for Node older than 24, is compiled from its own sources. ssh2 works without the optional part that its script would compile.',
    'In your own project, use npm, for example: npm install pg pg-query-stream',
  ],
};

interface Line {
  names: string[];
  gpu: Gpu | undefined;
  dryRun: boolean;
  help: boolean;
}

/** `oint install`. Returns the exit status. */
export async function installCommand(
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const line = read(args);
  if (line.help) {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  if (line.names.length === 0) return list();
  const wanted = installablesOf(line.names);
  if (line.gpu && !wanted.some(({ forMachine }) => forMachine)) {
    throw wrong('--gpu is only for model-engine');
  }
  if (wanted.length === 0) await print(`${line.names.join(', ')}: nothing to install\n`);
  for (const one of wanted) await install(one, line, signal);
  return 0;
}

/** The possible next words of its command line: names and options. */
export async function nextInstallWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  const options = nextOptions(optionsOf(OPTIONS), typed);
  if (options.length === 0) return [];
  const names = installables().flatMap(({ names, title }) =>
    names.map((word) => ({ word, summary: title })),
  );
  return [...names.filter(({ word }) => !typed.includes(word)), ...options];
}

/** Lists the sets, and which of them are installed. */
async function list(): Promise<number> {
  const paint = painter(process.stdout);
  const rows = installables().map(({ set, names, title }) => {
    const { state, here, missing, place } = standingOf(set);
    const notes = {
      here: `(${here.join(', ')}: ${place})`,
      'built in': `(Node ${process.versions.node} has it built in)`,
      missing: `(missing: ${missing.join(', ')})`,
    };
    return { left: names.join(', '), right: title, note: safe(notes[state], process.stdout) };
  });
  const lines = table(rows, width(process.stdout), {
    left: (text) => paint('cyan', text),
    note: (text) => paint('dim', text),
  });
  await write(`${lines.join('\n')}\n\nTo install one: oint install NAME\n`);
  return 0;
}

async function install(
  { set, forMachine }: Installable,
  { gpu, dryRun }: Line,
  signal: AbortSignal,
): Promise<void> {
  const before = standingOf(set);
  if (before.state === 'built in') {
    return print(`${set.name}: nothing to do, Node ${process.versions.node} has it built in\n`);
  }
  if (before.place === INSIDE) {
    return print(`${set.name}: nothing to do, ${before.here.join(', ')} is ${INSIDE}\n`);
  }
  const order: Order = { set, more: forMachine?.(gpu) ?? [] };
  if (dryRun) {
    return print(`${handLine(order)}\n`);
  }
  const status = new StatusLine(process.stderr);
  status.show('npm: resolving');
  try {
    const onLine = (line: string) => status.show(line.replace(/^npm http /, 'npm: '));
    const folder = await installSet(order, { signal, onLine });
    status.clear();
    const { here } = standingOf(set);
    await print(`${set.name}: ${here.join(', ')} in ${folder}\n`);
  } finally {
    status.clear();
  }
}

function read(args: readonly string[]): Line {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw wrong((error as Error).message.split('. ')[0]!);
  }
  const { values, positionals } = parsed;
  const gpu = GPUS.find((name) => name === values.gpu);
  if (values.gpu !== undefined && !gpu) {
    throw wrong(`--gpu must be ${GPUS.join(' or ')}, not "${cut(values.gpu, 40)}"`);
  }
  return {
    names: positionals,
    gpu,
    dryRun: values['dry-run'] ?? false,
    help: values.help ?? false,
  };
}

function wrong(message: string): InputError {
  return new InputError({
    method: 'install',
    message,
    hint: 'Run oint install --help for its options.',
  });
}
