import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformWithEsbuild } from 'vite';
import type { Service } from '../../src/core/definition/service.js';
import { mapped } from '../../src/core/json/as-numbers.js';
import { JsonNumber, numberOrText } from '../../src/core/json/number.js';
import { parseExact } from '../../src/core/json/parse.js';
import { writeJson } from '../../src/core/json/write.js';
import { services } from '../../src/services/index.js';
import type { Examples, Stage } from './examples.js';
import { folder } from './folder.js';
import { isPlain, runInProcess } from './in-process.js';
import { Masks, shorten } from './masks.js';
import { bash, type Ended, Running } from './oint.js';
import { type Fresh, type One, recording } from './records.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a service's examples, and returns their records by method. */
export async function runExamples(service: string, { run }: Examples): Promise<Fresh> {
  const { methods } = (await services[service]!()).default;
  const stage = new RealStage(service, await realpath(await folder()), methods);
  await run(stage);
  return stage.masked();
}

class RealStage implements Stage {
  readonly folder: string;
  readonly #records = new Map<string, One>();
  readonly #service: string;
  readonly #masks = new Masks();
  readonly #env: Record<string, string>;
  readonly #methods: Service['methods'];
  /** The shapes of which a method ran in a separate process. */
  readonly #seen = new Set<string>();
  #server = '';

  constructor(service: string, folder: string, methods: Service['methods']) {
    this.#service = service;
    this.#methods = methods;
    this.folder = folder;
    const data = join(folder, '.data');
    this.#env = { HOME: folder, OINT_DATA: data, OINT_CONFIG: `${data}.json`, TZ: 'UTC' };
    this.mask(folder, '/home/me');
  }

  set: Stage['set'] = (variables) => void Object.assign(this.#env, variables);
  mask: Stage['mask'] = (actual, shown) => this.#masks.add(actual, shown);
  number: Stage['number'] = (actual, prefix) => this.#masks.number(actual, prefix);

  answeredBy: Stage['answeredBy'] = (server) => {
    this.#server = server;
  };

  example: Stage['example'] = async (line) => {
    const [, service, method] = /^oint (\w+) (\w+)/.exec(line) ?? [];
    if (service !== this.#service || !method) throw new Error(`no example of ${service}: ${line}`);
    const stdout = await this.#run(method, line);
    const json = indented(stdout);
    this.#keep(method, line, json ?? stdout, json ? 'json' : 'text');
    return stdout;
  };

  /**
   * Methods of one shape only differ in names: the first one runs in a separate process, to test what
   * that adds, and the others run in this one. For recording, all run in separate processes, as for a
   * user.
   */
  async #run(method: string, line: string): Promise<string> {
    const shape = this.#methods.get(method)?.shape;
    const isSeen = shape !== undefined && this.#seen.has(shape);
    if (isSeen && !recording && isPlain(line)) return runInProcess(line, this.#here());
    if (shape !== undefined) this.#seen.add(shape);
    return this.prepare(line);
  }

  attempt: Stage['attempt'] = async (run) => {
    const before = new Set(this.#records.keys());
    try {
      await run();
      return true;
    } catch {
      for (const method of this.#records.keys()) {
        if (!before.has(method)) this.#records.delete(method);
      }
      return false;
    }
  };

  prepare: Stage['prepare'] = (line) =>
    inTurn(async () => printed(line, await bash(line, this.#here())));

  program: Stage['program'] = async (method, source) => {
    const text = `${source.trim()}\n`;
    const file = join(this.folder, `${method}.mjs`);
    await this.#install();
    // Node 20 does not support types or `using`.
    await writeFile(file, (await transformWithEsbuild(text, 'x.ts', { target: 'node20' })).code);
    const run = () => new Running(process.execPath, [file], this.#here()).ended;
    const stdout = await inTurn(async () => printed(text, await run()));
    this.#keep(method, text, stdout, 'ts');
    return stdout;
  };

  #here() {
    return { env: this.#env, cwd: this.folder };
  }

  #keep(method: string, command: string, output: string, language: One['language']): void {
    if (this.#records.has(method))
      throw new Error(`${method} has an example: prepare() stores none`);
    this.#records.set(method, { server: this.#server, command, output, language });
  }

  /** The stored records: every mask applies to all of them, also to earlier ones. */
  masked(): Fresh {
    const records = [...this.#records].map(([method, one]): [string, One] => {
      const command = this.#masks.apply(one.command).trimEnd();
      const output = shorten(this.#masks.apply(one.output)).trimEnd();
      return [method, { ...one, command, output }];
    });
    return new Map(records);
  }

  /** Links the package so that programs find it. */
  async #install(): Promise<void> {
    const modules = join(this.folder, 'node_modules');
    if (await mkdir(modules, { recursive: true }))
      await symlink(ROOT, join(modules, 'oint'), 'dir');
  }
}

/** JSON as the command line prints it on a terminal; `undefined` if the text is not JSON. */
function indented(text: string): string | undefined {
  try {
    return writeJson(mapped(parseExact(text), plainIfExact), undefined, 2);
  } catch {
    return undefined;
  }
}

/** `1.10` is shown as 1.1, but no digit of a long number is lost. */
function plainIfExact(value: unknown): unknown {
  return value instanceof JsonNumber && typeof numberOrText(value) === 'number'
    ? Number(value)
    : value;
}

/** The output of a successful run. */
function printed(what: string, { status, stdout, stderr }: Ended): string {
  if (status === 0) return stdout;
  throw new Error(`${what}\nexited with ${status}:\n${stderr}${stdout}`);
}

const waiting: (() => void)[] = [];
let free = availableParallelism();

/** Limits the number of processes to the number of cores. */
async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await run();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}
