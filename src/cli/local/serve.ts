import type { InputError } from '../../core/errors/errors.js';
import { dataFolder } from '../../core/files/data-folder.js';
import { createApp } from '../../local/app.js';
import type { ModelFile } from '../../local/engines/gguf/model-files.js';
import { embeddedLocal, type Local } from '../../local/local.js';
import type { LogEntry } from '../../local/server/exchange.js';
import { LocalServer } from '../../local/server/server.js';
import { ProgressBar } from '../run/progress.js';
import { LineLog } from '../serving/line-log.js';
import { write } from '../start/print.js';
import { stopSignal } from '../start/signals.js';
import { note, painter } from '../start/terminal.js';
import { usage } from '../start/usage.js';
import { banner, curlLine, type Started } from './banner.js';
import { jsonLine, textLine } from './log-line.js';
import { readServeOptions, type ServeSettings, wrong } from './read-options.js';
import { serveUsage } from './serve-options.js';

/** How long requests in progress may take after the server is asked to stop. */
const GRACE = 5_000;

/** `oint local serve`. Returns the exit status. */
export async function serve(args: readonly string[], signal: AbortSignal): Promise<number> {
  const settings = await readServeOptions(args);
  if (settings.help) {
    await write(usage(serveUsage, process.stdout));
    return 0;
  }
  const { data, memory, allowPrivate, mostUpload, idle, threads, aliases } = settings;
  const files = await modelsOf(settings.models, signal);
  const gguf = { files, idle, threads };
  const local = embeddedLocal({
    ...{ data, memory, allowPrivate, aliases, gguf },
    largestFile: mostUpload,
  });
  try {
    await checkAliases(local, aliases);
    await run(local, settings, signal);
  } finally {
    await local.close();
  }
  return 0;
}

/** Finds the models that `--model` names; those on the hub are downloaded if needed. */
async function modelsOf(specs: readonly string[], signal: AbortSignal): Promise<ModelFile[]> {
  if (specs.length === 0) return [];
  const [{ modelOf }, { loadLibrary }] = await Promise.all([
    import('../../local/engines/gguf/pull.js'),
    import('../../local/engines/gguf/library.js'),
  ]);
  // Do not let users wait for the download of a model that nothing can run.
  await loadLibrary();
  const bar = new ProgressBar();
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

async function checkAliases(local: Local, aliases: ServeSettings['aliases']): Promise<void> {
  const ids = (await local.models.own()).map(({ card }) => card.id);
  for (const [name, model] of Object.entries(aliases)) {
    if (ids.includes(name)) throw wrong(`--alias ${name}=${model}: ${name} is itself a model`);
    if (!ids.includes(model)) {
      throw wrong(`--alias: there is no model "${model}"`, `Models: ${ids.join(', ')}.`);
    }
  }
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
  if (server.underWay > 0)
    note(`stopping: ${server.underWay} in progress; press Ctrl-C again to stop at once`);
  const cut = await server.stop(GRACE);
  if (cut > 0) note(`${cut} ${cut === 1 ? 'request was' : 'requests were'} cut off`);
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
  if (!loopback)
    note('other machines can reach the server without encryption: put a TLS proxy in front of it');
  if (origins.includes('*') && token === undefined) {
    note('any web page can call the server and read its data (--origin *)');
  }
}

function cannotListen(
  { code, message }: NodeJS.ErrnoException,
  settings: ServeSettings,
): InputError {
  const { host, port } = settings;
  if (code === 'EADDRINUSE') {
    const hint = `Use another one with --port; --port 0 picks a free one.`;
    return wrong(`port ${port} is already in use`, hint);
  }
  if (code === 'EACCES') {
    return wrong(
      `no permission to use port ${port}`,
      'Use a port from 1024 on, such as --port 8080.',
    );
  }
  if (code === 'EADDRNOTAVAIL') return wrong(`${host} is not an address of this machine`);
  return wrong(`cannot listen on ${host}, port ${port}: ${message}`);
}

/** The request log on standard output. */
class Log {
  readonly #settings: ServeSettings;
  readonly #look = { isTTY: process.stdout.isTTY, paint: painter(process.stdout) };
  readonly #lines = new LineLog();

  constructor(settings: ServeSettings) {
    this.#settings = settings;
  }

  request(entry: LogEntry): void {
    const { log, redactor } = this.#settings;
    if (log === 'none') return;
    this.#lines.add(
      log === 'json' ? jsonLine(entry, redactor) : textLine(entry, redactor, this.#look),
    );
  }

  end(): Promise<void> {
    return this.#lines.end();
  }
}
