import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

interface Answer {
  id?: number;
  method?: string;
  result?: unknown;
  error?: { message: string };
}

interface Place {
  uri: string;
  range: { start: { line: number } };
}

interface Signatures {
  signatures: { label: string }[];
}

interface Diagnostics {
  items: { message: string }[];
}

/** TypeScript's language server, used like an editor does. */
export class LanguageServer {
  readonly #folder: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #bytes = Buffer.alloc(0);
  #last = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#process = spawn(process.execPath, [tsc, '--lsp', '--stdio'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#process.stdout.on('data', (bytes: Buffer) => this.#take(bytes));
  }

  static async start(folder: string): Promise<LanguageServer> {
    const server = new LanguageServer(folder);
    const rootUri = pathToFileURL(folder).href;
    await server.#ask('initialize', { processId: process.pid, rootUri, capabilities: {} });
    server.#send({ method: 'initialized', params: {} });
    return server;
  }

  /** Opens a file of the folder, with a text that may not be on disk. */
  open(name: string, text: string): void {
    const document = { uri: this.#uri(name), languageId: 'typescript', version: 1, text };
    this.#send({ method: 'textDocument/didOpen', params: { textDocument: document } });
  }

  /** The text that an editor shows on hover. */
  async hover(name: string, line: number, character: number): Promise<string> {
    const found = await this.#ask('textDocument/hover', this.#at(name, line, character));
    return (found as { contents: { value: string } } | null)?.contents.value ?? '';
  }

  /** The signatures that an editor shows in the brackets of a call, as text. */
  async signatures(name: string, line: number, character: number): Promise<string[]> {
    const found = await this.#ask('textDocument/signatureHelp', this.#at(name, line, character));
    return ((found ?? { signatures: [] }) as Signatures).signatures.map(({ label }) => label);
  }

  /** The messages of what is wrong in the file. */
  async errors(name: string): Promise<string[]> {
    const textDocument = { uri: this.#uri(name) };
    const found = await this.#ask('textDocument/diagnostic', { textDocument });
    return (found as Diagnostics).items.map(({ message }) => message);
  }

  /** The path of the file with the definition. */
  async definition(name: string, line: number, character: number): Promise<string[]> {
    const found = await this.#ask('textDocument/definition', this.#at(name, line, character));
    return [(found ?? []) as Place | Place[]].flat().map(({ uri }) => fileURLToPath(uri));
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    await this.#ask('shutdown');
    this.#send({ method: 'exit' });
    await ended;
  }

  #uri(name: string): string {
    return pathToFileURL(join(this.#folder, name)).href;
  }

  #at(name: string, line: number, character: number) {
    return { textDocument: { uri: this.#uri(name) }, position: { line, character } };
  }

  async #ask(method: string, params?: object): Promise<unknown> {
    const id = ++this.#last;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params });
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #take(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const [head, length] =
        /^[\s\S]*?Content-Length: (\d+)[\s\S]*?\r\n\r\n/.exec(this.#bytes.toString('latin1')) ?? [];
      const end = (head?.length ?? 0) + Number(length);
      if (head === undefined || this.#bytes.length < end) return;
      const answer = JSON.parse(this.#bytes.toString('utf8', head.length, end)) as Answer;
      this.#bytes = this.#bytes.subarray(end);
      this.#heard(answer);
    }
  }

  #heard({ id, method, ...answer }: Answer): void {
    if (id === undefined) return;
    // Requests of the server to the editor (to watch files, for settings) get no response.
    if (method !== undefined) this.#send({ id, result: null });
    else this.#waiting.get(id)?.(answer);
  }
}
