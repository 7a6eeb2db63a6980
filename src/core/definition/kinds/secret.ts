import { withoutEnd } from '../../util/without-end.js';
import { type Kind, type ParamContext, type ParamSpec, param } from '../param.js';
import { inputError, refuse } from './refuse.js';
import { readReference, readTextFile, unescapeStart } from './typed.js';

export const secretKind: Kind<string, string> = {
  name: 'secret',
  takes: 'the secret itself, env:NAME, file:PATH, cmd:COMMAND or @@Name',
  schema: { type: 'string', writeOnly: true },
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, 'a string');
    const found = context.sources ? readSecret(value, context) : value;
    if (typeof found === 'string') return keep(found, context);
    return found.then((secret) => keep(secret, context));
  },
};

/**
 * A secret that is not looked up. For methods that only put settings together: they print
 * `env:NAME` and not the secret itself.
 */
const unresolvedKind: Kind<string, string> = {
  ...secretKind,
  takes: 'the secret itself, or env:NAME, file:PATH, cmd:COMMAND, looked up when it is used',
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, 'a string');
    return keep(value, context);
  },
};

/** A secret param of a method that only puts settings together. It is not looked up. */
export function unresolvedSecret<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(unresolvedKind, summary, spec);
}

/** Masks the secret in everything the call shows from now on. */
function keep(secret: string, context: ParamContext): string {
  context.redactor.add(secret);
  return secret;
}

/** Looks up a typed secret. A line break at the end belongs to the file, not to the secret. */
function readSecret(value: string, context: ParamContext): string | Promise<string> {
  const [, scheme, rest] = /^(env|file|cmd):([\s\S]+)$/.exec(value) ?? [];
  if (scheme === 'env') return withoutBreaks(fromEnvironment(rest!, context));
  if (scheme === 'file') return readTextFile(rest!, context).then(withoutBreaks);
  if (scheme === 'cmd') return fromCommand(rest!, context).then(withoutBreaks);
  const referred = lookUp(value, context);
  if (referred === undefined) return unescapeStart(value);
  return typeof referred === 'string' ? withoutBreaks(referred) : referred.then(withoutBreaks);
}

/** A password may begin with @. If there is no such file, the error does not repeat it. */
function lookUp(value: string, context: ParamContext): string | Promise<string> | undefined {
  const referred = readReference(value, context, context.sources!);
  if (!value.startsWith('@') || !(referred instanceof Promise)) return referred;
  return referred.catch(() => {
    const hint = `To type a secret that begins with @, write \\@. To see why a file cannot be read: ${context.name} file:PATH`;
    throw inputError(context, ': cannot read the file named after the @', { hint });
  });
}

function withoutBreaks(value: string): string {
  return withoutEnd(value, '\r\n');
}

function fromEnvironment(name: string, context: ParamContext): string {
  const value: unknown = process.env[name];
  // An inherited property (`constructor`) is not a variable.
  if (typeof value === 'string' && value) return value;
  const state = value === '' ? 'empty' : 'not set';
  throw inputError(context, `: the environment variable ${name} is ${state}`);
}

const LONGEST_COMMAND = 60_000;

async function fromCommand(command: string, context: ParamContext): Promise<string> {
  const { exec } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(inputError(context, `: the command after cmd: ${why}`));
    const child = exec(command, { timeout: LONGEST_COMMAND }, (error, stdout) => {
      if (error?.killed) fail(`timed out after ${LONGEST_COMMAND / 1000} s`);
      else if (error) fail(`failed (exit ${error.code ?? error.signal})`);
      else if (!stdout.trim()) fail('printed nothing');
      else resolve(stdout);
    });
    // A password manager asks for its own password on the terminal. A command that reads standard
    // input must not wait for input that never comes.
    child.stdin?.end();
    child.stderr?.pipe(process.stderr);
  });
}

/** A secret param: a token or password, never printed. */
export function secret<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(secretKind, summary, spec);
}
