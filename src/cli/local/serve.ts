import type { InputError } from '../../core/errors/errors.js';
import { dataFolder } from '../../core/files/data-folder.js';
import { createApp } from '../../local/app.js';
import type { ModelFile } from '../../local/engines/gguf/model-files.js';
import { embeddedLocal, type Local } from '../../local/local.js';
import type { LogEntry } from '../../local/server/exchange.js';
import { LocalServer } from '../../local/server/server.js';
import { ProgressBar } from '../run/progress.js';
import { write } from '../start/print.js';
import { note, painter } from '../start/terminal.js';
import { usage } from '../start/usage.js';
import { banner, curlLine, type Started } from './banner.js';
import { jsonLine, textLine } from './log-line.js';
import { readServeOptions, type ServeSettings, wrong } from './read-options.js';
import { serveUsage } from './serve-options.js';

/** How long answers that are under way may take when the server is to end. */
const GRACE = 5_000;

/** `oint local serve`. Returns the exit status. */
export async function serve(args: readonly string[], signal: AbortSignal): Promise<number> {
  const settings = await readServeOptions(args);
  if (settings.help) {
    await write(usage(serveUsage, process.stdout));
    return 0;
  }
  const { data, memory, allowPrivate, mostUpload, idle, threads } = settings;
  const files = await modelsOf(settings.models, signal);
  const gguf = { files, idle, threads };
  const local = embeddedLocal({ data, memory, allowPrivate, largestFile: mostUpload, gguf });
  try {
    await run(local, settings, signal);
  } finally {
    await local.close();
  }
  return 0;
}

/** The models that `--model` names: those of the hub are downloaded, where they are not here yet. */
async function modelsOf(specs: readonly string[], signal: AbortSignal): Promise<ModelFile[]> {
  if (specs.length === 0) return [];
  const [{ modelOf }, { loadLibrary }] = await Promise.all([
    import('../../local/engines/gguf/pull.js'),
    import('../../local/engines/gguf/library.js'),
  ]);
  // Nobody wants to wait for a model that nothing runs.
  await loadLibrary();
  const bar = new ProgressBar(process.stderr);
  const files: ModelFile[] = [];
  try {
    for (const spec of specs) {
      files.push(await modelOf(spec, { signal, onProgress: bar.update }));
    }
  } finally {
    bar.clear();
  }
  return files;
}

async function run(local: Local, settings: ServeSettings, signal: AbortSignal): Promise<void> {
  const log = new Log(settings);
  const app = createApp(local, { isServed: true });
  const server = new LocalServer((request, bindings) => app.fetch(request, bindings), {
    ...settings,
    onRequest: (entry) => log.request(entry),
  });
  const url = await server.start().catch((error) => {
    throw cannotListen(error, settings);
  });
  const stopped = stopSignal(signal);
  await tellStart(local, settings, url);
  await stopped;
  if (server.underWay > 0) note(`ending: ${server.underWay} under way; again ends them at once`);
  const cut = await server.stop(GRACE);
  if (cut > 0) note(`${cut} ${cut === 1 ? 'answer was' : 'answers were'} cut off`);
  await log.end();
}

async function tellStart(local: Local, settings: ServeSettings, url: string): Promise<void> {
  const { token, memory, data, loopback, origins, log } = settings;
  const started: Started = {
    url,
    models: await local.models.all(),
    data: memory ? undefined : (data ?? dataFolder()),
    hasToken: token !== undefined,
  };
  if (log === 'json') {
    const models = started.models.map(({ card }) => card.id);
    await write(
      `${JSON.stringify({ event: 'start', time: new Date(), url: `${url}/v1`, models })}\n`,
    );
  } else banner(started);
  if (log !== 'json' && !process.stderr.isTTY) note(`try: ${curlLine(started)}`);
  if (!loopback) note('other machines can reach it, unencrypted: put a proxy with TLS before it');
  if (origins.includes('*') && token === undefined) {
    note('any web page may ask it, as --origin says: what it keeps is open to them');
  }
}

/**
 * Waits for the signal to end. From here on a server ends its own way: the command line's would cut
 * its answers off within a second.
 */
function stopSignal(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    let isAsked = signal.aborted;
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.removeAllListeners(name).on(name, () => {
        if (isAsked) process.exit(130);
        isAsked = true;
        resolve();
      });
    }
  });
}

function cannotListen(
  { code, message }: NodeJS.ErrnoException,
  settings: ServeSettings,
): InputError {
  const { host, port } = settings;
  if (code === 'EADDRINUSE') {
    const hint = `Take another one with --port; --port 0 takes one that is free.`;
    return wrong(`port ${port} is taken: another program listens there`, hint);
  }
  if (code === 'EACCES') {
    return wrong(`port ${port} is not for everybody`, 'Take one from 1024 on, as --port 8080.');
  }
  if (code === 'EADDRNOTAVAIL') return wrong(`${host} is no address of this machine`);
  return wrong(`cannot listen at ${host}, port ${port}: ${message}`);
}

/** The log of requests on standard output: what one turn brings is written at once. */
class Log {
  readonly #settings: ServeSettings;
  readonly #look = { isTTY: process.stdout.isTTY, paint: painter(process.stdout) };
  #lines: string[] = [];

  constructor(settings: ServeSettings) {
    this.#settings = settings;
  }

  request(entry: LogEntry): void {
    const { log, redactor } = this.#settings;
    if (log === 'none') return;
    const isFirst = this.#lines.length === 0;
    this.#lines.push(
      log === 'json' ? jsonLine(entry, redactor) : textLine(entry, redactor, this.#look),
    );
    if (isFirst) setImmediate(() => this.#flush());
  }

  /** Once all of it is written. */
  async end(): Promise<void> {
    this.#flush();
    await write('');
  }

  #flush(): void {
    const text = this.#lines.join('');
    this.#lines = [];
    if (text !== '') process.stdout.write(text);
  }
}
