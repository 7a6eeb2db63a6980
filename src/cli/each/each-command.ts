import { AbortedError, LATER, type OintError } from '../../core/errors/errors.js';
import { TargetFile } from '../../core/files/file.js';
import { writeJson } from '../../core/json/write.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { checkTarget } from '../run/output.js';
import { StatusLine } from '../run/status-line.js';
import { encodeValue, write } from '../start/print.js';
import { isJsonAsked } from '../start/tell.js';
import { note, safe, say } from '../start/terminal.js';
import { usage } from '../start/usage.js';
import { Ledger } from './ledger.js';
import { type EachLine, HELP, readEachLine, TITLE } from './options.js';
import { Results } from './results.js';
import { runRows, type Tally } from './run-rows.js';
import { formatOf, rowsOf } from './source.js';
import type { Target } from './target.js';

/** `oint each FILE -- SERVICE METHOD …`. Returns the exit status. */
export async function eachCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const line = readEachLine(args);
  if (!line) {
    await write(usage(HELP, process.stdout));
    return args.length === 0 ? 2 : 0;
  }
  await checkTarget(TITLE, line.out);
  const target = await targetOf(line);
  try {
    const ledger =
      line.ledger === undefined
        ? undefined
        : await Ledger.open(line.ledger, target.command, target.isWrite);
    try {
      return await run(line, target, ledger, signal);
    } finally {
      ledger?.close();
    }
  } finally {
    await target.release();
  }
}

async function targetOf({ command, queue }: EachLine): Promise<Target> {
  const [first, ...args] = command;
  if (queue !== undefined && first === 'ask') {
    return (await import('./queued-ask-target.js')).queuedAskTarget(queue, args);
  }
  if (queue !== undefined) return (await import('./queue-target.js')).queueTarget(queue, command);
  if (first === 'ask') return (await import('./ask-target.js')).askTarget(args);
  return (await import('./method-target.js')).methodTarget([first!, ...args]);
}

async function run(
  line: EachLine,
  target: Target,
  ledger: Ledger | undefined,
  signal: AbortSignal,
): Promise<number> {
  const { file, format = formatOf(file), limit, out } = line;
  const status = new StatusLine(process.stderr);
  const to = out === undefined ? undefined : await TargetFile.open(out);
  let last: Tally = { done: 0, before: 0, failed: 0, unknown: 0 };
  let later = 0;
  try {
    const tally = await runRows({
      ...line,
      rows: rowsOf(file, format, limit),
      target,
      ledger,
      results: new Results(to),
      signal,
      onProgress(tally, ceiling) {
        last = tally;
        // On a terminal the results themselves show how far it is.
        if (to || !process.stdout.isTTY) {
          status.show(() => `${inWords(tally)}; ${ceiling} at a time`);
        }
      },
      onFailure(about, error, message) {
        status.clear();
        if (error?.exitStatus === LATER) later += 1;
        tellFailure(about, error, message);
      },
    });
    status.clear();
    await to?.commit();
    note(`${inWords(tally)}${advice(tally, line)}`);
    const bad = tally.failed + tally.unknown;
    if (bad === 0) return 0;
    return bad === later ? LATER : 1;
  } catch (error) {
    status.clear();
    await to?.discard();
    if (!signal.aborted) throw error;
    const hint = ledger && 'Run the same command again to continue.';
    throw new AbortedError({ method: TITLE, message: `interrupted: ${inWords(last)}`, hint });
  }
}

/** A line for each row that failed: in words, or as JSON. */
function tellFailure(about: JsonRecord, error: OintError | undefined, message: string): void {
  if (isJsonAsked(process.argv)) {
    say(`${writeJson({ ...about, error: error ?? { message } }, encodeValue)}\n`);
    return;
  }
  const [what = '', ...hints] = safe(message, process.stderr).split('\n');
  const [[name, value]] = Object.entries(about) as [[string, unknown]];
  const row = safe(`${name} ${String(value)}`, process.stderr);
  say(`oint: ${row}: ${what}${hints.length > 0 ? ` (${hints.join(' ')})` : ''}\n`);
}

function inWords({ done, before, failed, unknown }: Tally): string {
  const rows = (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`;
  return [
    `${rows(done)} done${before > 0 ? `, ${before} of them before` : ''}`,
    failed > 0 ? `${failed} failed` : '',
    unknown > 0 ? `${unknown} interrupted` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** What to do about rows without a result. */
function advice({ failed, unknown }: Tally, { ledger }: EachLine): string {
  if (ledger === undefined) return '';
  const hints = [
    failed > 0 ? '--retry-failed calls again for those that failed' : '',
    unknown > 0
      ? 'the calls of those that were interrupted may have been carried out: look, and add --retry-unknown to repeat them'
      : '',
  ].filter(Boolean);
  return hints.length > 0 ? `; ${hints.join('; ')}` : '';
}
