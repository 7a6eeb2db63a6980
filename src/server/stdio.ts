import { lettersOf } from '../catalogue/letters.js';
import type { JsonRecord } from '../core/util/is-record.js';
import type { Offered } from '../serving/catalogue.js';
import { argumentsIn, BadLine } from './call-line.js';
import type { Calls } from './calls.js';
import { Refused, wireError } from './problem.js';
import { jsonOf } from './result.js';
import { wholeOf } from './whole.js';

/** Reads the options of a call from arguments such as `--url=…`: the face that knows them does. */
type ReadOptions = (offered: Offered, args: readonly string[]) => JsonRecord;

export interface StdioOptions {
  calls: Calls;
  readOptions: ReadOptions;
  /** True if text is written as it is, and not as JSON: the reference does. */
  plainText: boolean;
}

/** There is one client, the program that started the server. */
const OWNER = 'stdio';

const HELP = [
  'A call: SERVICE METHOD --option value …',
  'help: these words',
  'vars: the open connections',
  'clear: closes them',
  'exit: ends the server',
].join('\n');

/** Answers lines: calls of methods, and the words of the protocol. */
export class LineServer {
  readonly #options: StdioOptions;

  constructor(options: StdioOptions) {
    this.#options = options;
  }

  /** The answer to a line; `undefined` for one without words. */
  async answer(line: string, signal: AbortSignal): Promise<string | undefined> {
    const { calls } = this.#options;
    const text = line.trim();
    if (text === '') return undefined;
    try {
      return await this.#answer(text, signal);
    } catch (error) {
      const known = error instanceof BadLine ? new Refused(400, error.message) : error;
      return jsonOf(wireError(known, calls.redactor), calls.redactor);
    }
  }

  async #answer(text: string, signal: AbortSignal): Promise<string> {
    const { calls, readOptions } = this.#options;
    const [, service = '', method = '', rest = ''] =
      /^(\S+)(?:\s+(\S+)(?:\s([\s\S]*))?)?$/.exec(text) ?? [];
    if (method === '') return this.#word(service);
    const offered = calls.find(service, method);
    const { params } = offered.manifest;
    const letters = lettersOf(params);
    const options = params.map(({ option, kind }) => ({
      name: option,
      letter: letters.get(option),
      isFlag: kind === 'flag',
    }));
    const values = readOptions(offered, argumentsIn(rest, options));
    const result = await calls.run({ offered, values, owner: OWNER, signal });
    return this.#shown(await wholeOf(result));
  }

  async #word(word: string): Promise<string> {
    const { handles } = this.#options.calls;
    switch (word) {
      case 'help':
        return this.#shown(HELP);
      case 'vars':
        return this.#shown(handles.list(OWNER));
      case 'clear':
        await handles.clear(OWNER);
        return this.#shown('OK');
      default:
        throw new BadLine('a call needs the names of a service and a method');
    }
  }

  #shown(value: unknown): string {
    const { calls, plainText } = this.#options;
    if (plainText && typeof value === 'string') return calls.redactor.text(value);
    if (plainText && value instanceof Uint8Array)
      return `BASE64:${Buffer.from(value).toString('base64')}`;
    return jsonOf(value, calls.redactor, 'BASE64:');
  }
}
