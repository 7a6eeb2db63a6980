import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readManifest } from '../../src/catalogue/manifest.js';
import { runMethod } from '../../src/cli/run/run-method.js';

interface Surroundings {
  env: Readonly<Record<string, string>>;
  cwd: string;
}

/** Characters that a shell interprets. */
const OF_A_SHELL = /[|&;<>$`\\\n]/;

/** Whether a line is a single command with its words. */
export function isPlain(line: string): boolean {
  return !OF_A_SHELL.test(line);
}

/**
 * Runs a simple line, `oint slack GetChannel …`, with the command line's own code, but in this process:
 * a process for each line takes ten times as long. Returns the output.
 */
export async function runInProcess(line: string, { env, cwd }: Surroundings): Promise<string> {
  const [service = '', name = '', ...args] = await wordsOf(line);
  const manifest = readManifest(service);
  const methods = manifest.regions.flatMap((region) => region.methods);
  const method = methods.find((one) => one.name === name);
  if (!method) throw new Error(`no such method: ${service} ${name}`);
  return alone(async () => {
    const restore = enter(env, cwd);
    const output = captureOutput();
    try {
      await runMethod(manifest, method, args, new AbortController().signal);
      return output.text();
    } catch (error) {
      throw new Error(`${line}\nfailed: ${(error as Error).message}\n${output.text()}`, {
        cause: error,
      });
    } finally {
      output.release();
      restore();
    }
  });
}

/** The words after `oint`, as bash parses them. */
async function wordsOf(line: string): Promise<string[]> {
  const script = `oint() { printf '%s\\0' "$@"; }\n${line}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  return stdout.split('\0').slice(0, -1);
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: a process has only one environment, folder and standard output. */
function alone<T>(run: () => Promise<T>): Promise<T> {
  const result = last.then(run);
  last = result.catch(() => {});
  return result;
}

function enter(env: Surroundings['env'], cwd: string): () => void {
  const folder = process.cwd();
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  process.chdir(cwd);
  Object.assign(process.env, env);
  return () => {
    process.chdir(folder);
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

function captureOutput() {
  const { stdout, stderr } = process;
  const chunks: Buffer[] = [];
  const [out, err] = [stdout.write, stderr.write];
  const keep = (into: Buffer[]) =>
    ((data: string | Uint8Array, done?: (error?: Error | null) => void) => {
      into.push(Buffer.from(data as string));
      done?.();
      return true;
    }) as typeof stdout.write;
  stdout.write = keep(chunks);
  stderr.write = keep([]);
  return {
    text: () => Buffer.concat(chunks).toString('utf8'),
    release() {
      stdout.write = out;
      stderr.write = err;
    },
  };
}
