import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { runScript } from '../../bsl/worker/host.js';
import { built } from '../../core/built.js';
import { InputError } from '../../core/errors/errors.js';
import type { Candidate } from '../start/command.js';
import { nextOptions, optionRows, optionsOf, type ParsedOptions } from '../start/option.js';
import { write } from '../start/print.js';
import { type Usage, usage } from '../start/usage.js';

const OPTIONS = {
  check: { type: 'boolean', summary: 'Only report errors in the script; run nothing' },
  timeout: {
    type: 'string',
    value: 'SECONDS',
    summary: 'End the script after this time',
    usual: 'none',
  },
  memory: {
    type: 'string',
    value: 'MIB',
    summary: 'End the script if it needs more memory',
    usual: "Node's",
  },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const satisfies ParsedOptions;

const USAGE: Usage = {
  about: [
    'oint run [options] [FILE [argument …]]',
    'Runs a script in the language of 1C:Enterprise and OneScript. Its modules OPI_OpenAI, OPI_Telegram and so on are the services of OInt. FILE is a path, or - for standard input. Without FILE, a terminal runs line by line what is typed.',
  ],
  rows: optionRows(optionsOf(OPTIONS)),
  notes: ['Options after FILE are arguments of the script: CommandLineArguments.'],
};

/** `oint run`. Returns the exit status. */
export async function runCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { own, file, rest } = split(args);
  const options = read(own);
  if (options.help) {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  const limits = { timeout: seconds(options.timeout), memory: mebibytes(options.memory) };
  if (file === undefined) {
    const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
    if (!isTerminal || options.check || options.timeout !== undefined)
      throw wrong('expected a script: a path, or - for standard input');
    const { talk } = await import('./session-command.js');
    return talk({ memory: limits.memory, signal, worker: built('worker/bsl.js') });
  }
  const isStdin = file === '-';
  return runScript({
    text: isStdin ? await text(process.stdin) : await readScript(file),
    name: isStdin ? '<stdin>' : file,
    path: isStdin ? undefined : resolve(file),
    args: rest,
    check: options.check ?? false,
    ...limits,
    signal,
    worker: built('worker/bsl.js'),
  });
}

/** The possible next words of its command line. */
export async function nextRunWords(typed: readonly string[]): Promise<readonly Candidate[]> {
  return split(typed).file === undefined ? nextOptions(optionsOf(OPTIONS), typed) : [];
}

/** What comes before the script, the script, and what comes after it. */
function split(args: readonly string[]) {
  let index = 0;
  while (index < args.length && args[index]!.startsWith('-') && args[index] !== '-') {
    const isLast = args[index++] === '--';
    if (isLast) break;
    if (/^--(?:timeout|memory)$/.test(args[index - 1]!)) index++;
  }
  return { own: args.slice(0, index), file: args[index], rest: args.slice(index + 1) };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw wrong((error as Error).message.split('. ')[0]!.replace(/^Unknown/, 'unknown'));
  }
}

async function readScript(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw wrong(
      code === 'ENOENT' ? `no such file: ${path}` : `cannot read ${path}: ${message}`,
      'Check the path.',
    );
  }
}

function seconds(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const value = Number(typed);
  if (/^\d+(\.\d+)?$/.test(typed) && value > 0 && value <= 2_000_000) return value * 1000;
  throw wrong(`--timeout must be seconds, such as 30 or 0.5, not "${typed}"`);
}

function mebibytes(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  if (/^[1-9]\d{0,6}$/.test(typed)) return Number(typed);
  throw wrong(`--memory must be MiB, such as 256, not "${typed}"`);
}

function wrong(message: string, hint = 'Run oint run --help for its options.'): InputError {
  return new InputError({ method: 'run', message, hint });
}
