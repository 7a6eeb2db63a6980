import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterFile } from './after-file.js';

const FOLDER = process.env.OINT_CHDB ?? '';

/** Why the engine of today's ClickHouse cannot run here; empty if it can. */
export const noEngine =
  FOLDER !== '' && existsSync(join(FOLDER, 'node_modules/chdb'))
    ? ''
    : 'OINT_CHDB is not a folder with chdb, see .ci/run';

/** What records say about it. */
export const ENGINE = 'ClickHouse 26.7 engine (chDB), behind a small server of ours';

/** An exception of the engine, with its number. */
export class EngineError extends Error {
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

interface Question {
  sql: string;
  format: string;
  params?: Readonly<Record<string, string>> | undefined;
  /** True for a result that arrives block by block, as from a server. */
  inParts?: boolean;
}

interface Line {
  id: number;
  part?: string;
  end?: boolean;
  error?: string;
  code?: number;
}

/** The engine in a process of its own: it is native code, and each test file has its own data. */
export class Engine {
  readonly #child: ChildProcess;
  readonly #lines = new Map<number, (line: Line) => void>();
  #last = 0;

  constructor() {
    const program = fileURLToPath(new URL('clickhouse-engine.mjs', import.meta.url));
    const options = { stdio: ['pipe', 'pipe', 'inherit'] as ['pipe', 'pipe', 'inherit'] };
    const child = spawn(process.execPath, [program, FOLDER], options);
    this.#child = child;
    createInterface({ input: child.stdout! }).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      this.#lines.get(line.id)?.(line);
    });
    afterFile(async () => {
      child.stdin!.end();
      if (child.exitCode === null) await once(child, 'exit');
    });
  }

  /** The parts of a result as they arrive. @throws {EngineError} */
  async *ask(question: Question): AsyncGenerator<Buffer> {
    const id = ++this.#last;
    const lines: Line[] = [];
    let wake = () => {};
    this.#lines.set(id, (line) => {
      lines.push(line);
      wake();
    });
    this.#child.stdin!.write(`${JSON.stringify({ id, ...question })}\n`);
    for (;;) {
      const line = lines.shift();
      if (!line) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (line.error !== undefined) throw new EngineError(line.error, line.code ?? 1000);
      if (line.end) break;
      yield Buffer.from(line.part!, 'base64');
    }
    this.#lines.delete(id);
  }

  /** The whole result. */
  async all(question: Question): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.ask(question)) parts.push(part);
    return Buffer.concat(parts);
  }
}

/** The statement with settings and inline data, as the engine accepts them. */
export function statementOf(
  sql: string,
  settings: Readonly<Record<string, string>>,
  data?: Buffer,
): string {
  const given = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
  const bare = sql.trim().replace(/;$/, '');
  const isSelect = /^\s*(?:SELECT|WITH)\b/i.test(bare);
  const whole = given.length > 0 && isSelect ? `${bare} SETTINGS ${given.join(', ')}` : bare;
  return data === undefined ? whole : `${whole}\n${data.toString('utf8')}`;
}

/** The format that SQL names at its end. */
export function formatIn(sql: string): string | undefined {
  return /\bFORMAT\s+(\w+)\s*;?\s*$/i.exec(sql)?.[1];
}
