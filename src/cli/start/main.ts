#!/usr/bin/env node
import * as nodeModule from 'node:module';
import { readIndex, type ServiceManifest } from '../../catalogue/manifest.js';
import { AbortedError, OintError } from '../../core/errors/errors.js';
import { SERVE } from '../../core/sqlite/serve.js';
import { isHelp } from './command.js';
import { commandNamed, commands } from './commands.js';
import { findMethod, findService } from './find.js';
import { Help } from './help.js';
import { isClosedOutput, isReported, write } from './print.js';
import { Signals } from './signals.js';
import { tell } from './tell.js';
import { painter, safe, say as sayError } from './terminal.js';

/** Set when the package is built. */
const VERSION = process.env.OINT_VERSION ?? '0.0.0';

const signals = new Signals();

async function main(given: readonly string[]): Promise<number> {
  const args = /^(-p|--profile\b)/.test(given[0] ?? '') ? await withoutProfile(given) : given;
  const [first, second, ...rest] = args;
  if (first === '--version' || first === '-V' || first === 'version') return say(`${VERSION}\n`);
  const command = commandNamed(first);
  if (command) return command.run(args.slice(1), signals.signal);
  // Called by the completion scripts with each Tab. Not for users, so not listed.
  if (first === '__complete')
    return (await import('../completion/complete.js')).complete(args.slice(1));
  // The process of a database, which OInt starts itself.
  if (first === SERVE) {
    await (await import('../../core/sqlite/child.js')).serve();
    return 0;
  }
  if (first === 'help' && second !== undefined) return main([...args.slice(1), '--help']);
  if (isHelp(first)) return rootHelp();
  // Loaded while the manifest is read: a call needs it, help does not.
  const running = isHelp(second) || isHelp(rest[0]) ? undefined : import('../run/run-method.js');
  const service = findService(first!, Object.keys(commands));
  if (isHelp(second)) return serviceHelp(service);
  const method = await findMethod(service, second!);
  if (rest.length === 1 && isHelp(rest[0])) {
    return say(new Help(process.stdout).method(service, method));
  }
  const { runMethod } = await (running ?? import('../run/run-method.js'));
  return runMethod(service, method, rest, signals.signal);
}

/** The rest of a command line that begins with a profile. */
async function withoutProfile(args: readonly string[]): Promise<readonly string[]> {
  return (await import('../run/profile.js')).takeProfile(args);
}

async function say(text: string): Promise<number> {
  await write(text);
  return 0;
}

async function rootHelp(): Promise<number> {
  return say(new Help(process.stdout).root(readIndex(), VERSION));
}

async function serviceHelp(service: ServiceManifest): Promise<number> {
  const { needs } = service;
  const missing = needs && (await import('../../core/packages/find-package.js')).missingOf(needs);
  return say(new Help(process.stdout).service(service, missing));
}

/**
 * Without a reader of standard error there is no one to tell. The exit status remains. Most commands
 * write nothing to it: the stream is only made for those that do, as it takes a moment.
 */
function ignoreErrorsOfStderr(): void {
  const { get } = Object.getOwnPropertyDescriptor(process, 'stderr')!;
  const whenUsed = () => {
    const stream: NodeJS.WriteStream = get!.call(process);
    Object.defineProperty(process, 'stderr', { value: stream });
    return stream.on('error', () => {});
  };
  Object.defineProperty(process, 'stderr', { configurable: true, get: whenUsed });
}

/** Prints an error on standard error. Returns its exit status. */
function report(error: unknown): number {
  const { status: signalled } = signals;
  if (isClosedOutput(error)) return signalled ?? 0;
  if (signalled !== undefined && !(error instanceof AbortedError)) {
    return report(new AbortedError({ message: 'interrupted', cause: error }));
  }
  const paint = painter(process.stderr);
  if (error instanceof OintError) {
    tell(error);
    const debug = process.argv.includes('--debug');
    if (debug && error.stack) sayError(`${paint('dim', safe(error.stack, process.stderr))}\n`);
    return error instanceof AbortedError ? (signalled ?? error.exitStatus) : error.exitStatus;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  sayError(
    `${paint('red', 'oint:')} this is a bug in OInt, please report it\n${safe(stack ?? '', process.stderr)}\n`,
  );
  return 1;
}

// From Node 22 on: stores the compiled code of what is loaded from here, for the next start.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
signals.listen();
ignoreErrorsOfStderr();
// Code that waits for a write gets its error. Logs do not wait, and have no reader any more.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (!isReported(error)) process.exit(signals.status ?? (error.code === 'EPIPE' ? 0 : 1));
});
// Not awaited: modules loaded later import from this file, which must be fully loaded by then.
main(process.argv.slice(2))
  .catch(report)
  .then((status) => {
    // A command that ends early at a signal does not know which one it was.
    process.exitCode = status === 130 ? (signals.status ?? status) : status;
  });
