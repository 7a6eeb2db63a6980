import { exec } from 'node:child_process';
import { InputError } from '../errors.js';
import { type Kind, type ParamSpec, type Place, param } from '../param.js';
import { refuse } from './text.js';
import { readReference, readTextFile } from './typed.js';

const kind: Kind<string, string> = {
  name: 'secret',
  takes: 'the secret itself, env:NAME, file:PATH, cmd:COMMAND or @@Name',
  schema: { type: 'string', writeOnly: true },
  parse(value, place) {
    if (typeof value !== 'string') throw refuse(value, place, 'text');
    const found = place.sources ? readSecret(value, place) : value;
    if (typeof found === 'string') return keep(found, place);
    return found.then((secret) => keep(secret, place));
  },
};

/** From here on the secret is masked in whatever the call shows. */
function keep(secret: string, place: Place): string {
  place.call.redactor.add(secret);
  return secret;
}

/** Looks a typed secret up where it is kept. A line break at its end belongs to the file, not to it. */
function readSecret(value: string, place: Place): string | Promise<string> {
  const [, scheme, rest] = /^(env|file|cmd):([\s\S]+)$/.exec(value) ?? [];
  if (scheme === 'env') return fromEnvironment(rest!, place);
  if (scheme === 'file') return readTextFile(rest!, place).then(trimEnd);
  if (scheme === 'cmd') return fromCommand(rest!, place).then(trimEnd);
  const referred = readReference(value, place, place.sources!);
  if (referred === undefined) return value.replace(/^\\([-@])/, '$1');
  return typeof referred === 'string' ? trimEnd(referred) : referred.then(trimEnd);
}

function trimEnd(value: string): string {
  return value.replace(/[\r\n]+$/, '');
}

function fromEnvironment(name: string, place: Place): string {
  const value = process.env[name];
  if (value) return value;
  throw new InputError({
    method: place.call.method,
    option: place.name,
    message: `${place.name}: the environment variable ${name} is ${value === '' ? 'empty' : 'not set'}`,
  });
}

function fromCommand(command: string, place: Place): Promise<string> {
  return new Promise((resolve, reject) => {
    // A password manager may ask for its own password: it keeps the terminal for that.
    const child = exec(command, { timeout: 60_000 }, (error, stdout) => {
      if (!error && stdout.trim()) return resolve(stdout);
      const why = error ? `failed (exit ${error.code ?? error.signal})` : 'printed nothing';
      const message = `${place.name}: the command after cmd: ${why}`;
      reject(new InputError({ method: place.call.method, option: place.name, message }));
    });
    child.stderr?.pipe(process.stderr);
  });
}

/** A secret param: a token or password, never printed anywhere. */
export function secret<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}
