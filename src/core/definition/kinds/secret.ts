import { type Kind, type ParamContext, type ParamSpec, param } from '../param.js';
import { inputError, refuse } from './refuse.js';
import { readReference, readTextFile, unescapeStart } from './typed.js';

export const secretKind: Kind<string, string> = {
  name: 'secret',
  takes: 'the secret itself, env:NAME, file:PATH, cmd:COMMAND or @@Name',
  schema: { type: 'string', writeOnly: true },
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, 'text');
    const found = context.sources ? readSecret(value, context) : value;
    if (typeof found === 'string') return keep(found, context);
    return found.then((secret) => keep(secret, context));
  },
};

/**
 * As it was typed, not looked up: for methods that only put settings together, so that `env:NAME`
 * stands in what they print and not the secret itself.
 */
const unresolvedKind: Kind<string, string> = {
  ...secretKind,
  takes: 'the secret itself, or env:NAME, file:PATH, cmd:COMMAND to be looked up where it is used',
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, 'text');
    return keep(value, context);
  },
};

/** A secret param of a method that only puts settings together: it is not looked up yet. */
export function unresolvedSecret<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(unresolvedKind, summary, spec);
}

/** From here on the secret is masked in whatever the call shows. */
function keep(secret: string, context: ParamContext): string {
  context.redactor.add(secret);
  return secret;
}

/** Looks a typed secret up where it is kept. A line break at its end belongs to the file, not to it. */
function readSecret(value: string, context: ParamContext): string | Promise<string> {
  const [, scheme, rest] = /^(env|file|cmd):([\s\S]+)$/.exec(value) ?? [];
  if (scheme === 'env') return trimEnd(fromEnvironment(rest!, context));
  if (scheme === 'file') return readTextFile(rest!, context).then(trimEnd);
  if (scheme === 'cmd') return fromCommand(rest!, context).then(trimEnd);
  const referred = lookUp(value, context);
  if (referred === undefined) return unescapeStart(value);
  return typeof referred === 'string' ? trimEnd(referred) : referred.then(trimEnd);
}

/** A password may itself begin with an @: where there is no such file, it is not repeated. */
function lookUp(value: string, context: ParamContext): string | Promise<string> | undefined {
  const referred = readReference(value, context, context.sources!);
  if (!value.startsWith('@') || !(referred instanceof Promise)) return referred;
  return referred.catch(() => {
    const hint = `For a secret that begins with @ type \\@; to see more: ${context.name} file:PATH`;
    throw inputError(context, ': the file named after the @ cannot be read', { hint });
  });
}

function trimEnd(value: string): string {
  return value.replace(/[\r\n]+$/, '');
}

function fromEnvironment(name: string, context: ParamContext): string {
  const value: unknown = process.env[name];
  // What every object inherits (`constructor`) is no variable.
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
      if (error?.killed) fail(`was not over within ${LONGEST_COMMAND / 1000} s`);
      else if (error) fail(`failed (exit ${error.code ?? error.signal})`);
      else if (!stdout.trim()) fail('printed nothing');
      else resolve(stdout);
    });
    // A password manager that asks for its own password does so on the terminal; one that would
    // read standard input is not to wait for what never comes.
    child.stdin?.end();
    child.stderr?.pipe(process.stderr);
  });
}

/** A secret param: a token or password, never printed anywhere. */
export function secret<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(secretKind, summary, spec);
}
