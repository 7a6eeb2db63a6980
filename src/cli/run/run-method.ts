import type { MethodManifest, ServiceManifest } from '../../catalogue/manifest.js';
import type { Notice } from '../../core/definition/call-options.js';
import type { Definition } from '../../core/definition/method.js';
import { noticeText } from '../../core/definition/notices.js';
import type { OintError } from '../../core/errors/errors.js';
import { services } from '../../services/index.js';
import { Help } from '../start/help.js';
import { write } from '../start/print.js';
import { put, shown } from '../start/shown.js';
import { tell } from '../start/tell.js';
import { note, painter, safe, say } from '../start/terminal.js';
import { callOptions, keeperOf } from './call.js';
import { readConfig } from './config-file.js';
import { cliLabels } from './labels.js';
import { type Line, readLine } from './line.js';
import { checkBinary, checkTarget } from './output.js';
import { ProgressBar } from './progress.js';
import { execute } from './result.js';
import { checkStdin, TypedSources } from './sources.js';
import { gatherValues } from './values.js';

/** Runs a method from its command line. Returns the exit status. */
export async function runMethod(
  service: ServiceManifest,
  method: MethodManifest,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const title = `${service.name} ${method.name}`;
  const line = readLine(title, method, args);
  if (line.switches.has('help')) return showHelp(process.stdout, service, method);
  if (line.asksConfig) return showCallConfig(title, service);
  try {
    return await runLine(service, method, line, args.length === 0, signal);
  } catch (error) {
    const { leaveError } = await import('./failure.js');
    if (!(await leaveError(error, line, method))) throw error;
    tell(error as OintError);
    return 0;
  }
}

async function runLine(
  service: ServiceManifest,
  method: MethodManifest,
  line: Line,
  isEmpty: boolean,
  signal: AbortSignal,
): Promise<number> {
  const title = `${service.name} ${method.name}`;
  checkStdin(title, line);
  // Loaded while the config is read. Errors before its `await` are reported first.
  const loading = load(service.name, method.name);
  loading.catch(() => {});
  const config = await readConfig();
  const { values, fromConfig, fellBack } = gatherValues(
    service.name,
    method.params,
    line.values,
    config,
  );
  const plain = new Set(method.params.filter((p) => line.raw.has(p.option)).map((p) => p.key));
  const incomplete = method.params.some((p) => p.required && values[p.key] === undefined);
  if (isEmpty && incomplete) return showHelp(process.stderr, service, method);
  if (fellBack) noteFallback(service.name, fellBack.option);
  checkBinary(title, Boolean(method.binary) && !line.switches.has('dry-run'), line.out);
  await checkTarget(title, line.out);
  const sources = new TypedSources(config);
  const bar = new ProgressBar();
  const call = { ...(await callOptions(title, method, line, sources)) };
  const debug = (text: string) => debugLine(bar, text);
  if (line.switches.has('debug')) Object.assign(call, { debug });
  const onNotice = (notice: Notice) => noticeLines(bar, notice);
  // Packing a folder takes long too, although it needs no network.
  Object.assign(call, { signal, onProgress: bar.update, ...(!method.offline && { onNotice }) });
  const definition = await loading;
  const keeper = keeperOf(service.name, method.params, fromConfig);
  try {
    const terminal = method.commandOnly ? await userTerminal(bar) : undefined;
    const context = { call, sources, labels: cliLabels, keeper, terminal, exact: true, plain };
    return await execute(definition, line, values, context, () => bar.clear());
  } catch (error) {
    if (fromConfig.size === 0) throw error;
    const { saysItsOrigin } = await import('./from-config.js');
    throw saysItsOrigin(error, definition, fromConfig);
  } finally {
    bar.clear();
    sources.release();
  }
}

/** Its module is loaded for the few methods that need the user. */
async function userTerminal(bar: ProgressBar) {
  const { UserTerminal } = await import('./user-terminal.js');
  return new UserTerminal(() => bar.clear());
}

async function load(service: string, method: string): Promise<Definition> {
  const { default: loaded } = await services[service]!();
  return loaded.methods.get(method) ?? loaded.request!;
}

/** Help that was asked for is the result; help in place of a result is an error. */
async function showHelp(
  to: NodeJS.WriteStream,
  service: ServiceManifest,
  method: MethodManifest,
): Promise<number> {
  const text = new Help(to).method(service, method);
  if (to === process.stdout) {
    await write(text);
    return 0;
  }
  put(to, shown(text, to));
  return 2;
}

async function showCallConfig(title: string, { callOptions }: ServiceManifest): Promise<number> {
  const { listCallConfig } = await import('../config/call-config.js');
  await write(listCallConfig(title, callOptions, process.stdout));
  return 0;
}

function noteFallback(service: string, option: string): void {
  note(
    `no --${option}, so the embedded server answers (oint config set ${service}.${option} ADDRESS)`,
  );
}

/** As psql prints them. */
function noticeLines(bar: ProgressBar, notice: Notice): void {
  bar.clear();
  const lines = noticeText(notice).split('\n');
  say(`${lines.map((line) => safe(line, process.stderr)).join('\n')}\n`);
}

function debugLine(bar: ProgressBar, line: string): void {
  bar.clear();
  say(`${painter(process.stderr)('dim', safe(line, process.stderr))}\n`);
}
