import type { MethodManifest } from '../../catalogue/manifest.js';
import type { CallOptions } from '../../core/definition/call-options.js';
import type { Definition, Invocation } from '../../core/definition/method.js';
import { InputError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { services } from '../../services/index.js';
import { callOptions, keeperOf } from '../run/call.js';
import { readConfig } from '../run/config-file.js';
import { cliLabels } from '../run/labels.js';
import { type Line, readLine } from '../run/line.js';
import { picker } from '../run/output.js';
import { checkStdin, TypedSources } from '../run/sources.js';
import { gatherValues } from '../run/values.js';
import { findMethod, findService } from '../start/find.js';
import { isBusy } from './failures.js';
import { TITLE } from './options.js';
import type { Target } from './target.js';
import { type Filling, fillingOf } from './template.js';

const EXAMPLE = 'Example: oint each people.csv -- telegram SendTextMessage --text "Hello, {name}"';

/** Options that are for a single result. */
const NOT_EACH = ['stream', 'dry-run', 'help', 'debug'];

/** A method and its options, as typed after `--`. */
export interface TypedCall {
  service: string;
  method: MethodManifest;
  title: string;
  line: Line;
  definition: Definition;
  /** By param, the options with columns in them. */
  fillings: readonly (readonly [key: string, Filling])[];
  /** The target but for its calls. */
  target: Pick<Target, 'command' | 'isWrite' | 'isKeyed' | 'columns' | 'choose'>;
}

/** Reads what follows `--`: SERVICE METHOD --option "{column}". */
export async function readCall([
  first = '',
  second,
  ...args
]: readonly string[]): Promise<TypedCall> {
  const service = findService(first, ['ask']);
  if (second === undefined) throw refused(`no method of ${service.name}`, EXAMPLE);
  const method = await findMethod(service, second);
  // A row would choose what is requested.
  if (method === service.request) throw refused(`a method, not ${second}`, EXAMPLE);
  const title = `${service.name} ${method.name}`;
  const line = readLine(title, method, args);
  checkLine(title, line);
  const fillings = method.params.flatMap((param) => {
    const typed = line.values[param.option];
    const filling = typed === undefined ? undefined : fillingOf(param, typed);
    return filling ? [[param.key, filling] as const] : [];
  });
  checkStdin(title, line);
  const { default: loaded } = await services[service.name]!();
  const definition = loaded.methods.get(method.name)!;
  const target = {
    command: commandOf(title, method, line),
    isWrite: definition.effect !== 'read',
    isKeyed: definition.keyed,
    columns: fillings.flatMap(([, filling]) => filling.columns),
    choose: await chooser(title, definition, line),
  };
  return { service: service.name, method, title, line, definition, fillings, target };
}

/** The values of a row for the options with columns in them. */
export function filledFrom(row: JsonRecord, { fillings }: TypedCall): JsonRecord {
  return Object.fromEntries(fillings.map(([key, filling]) => [key, filling.fill(row)]));
}

/** The params that are typed as `--NAME-raw`. */
export function rawParams({ method, line }: TypedCall): string[] {
  return method.params.filter(({ option }) => line.raw.has(option)).map(({ key }) => key);
}

/** Calls the method in this process. */
export async function methodTarget(args: readonly string[]): Promise<Target> {
  const typed = await readCall(args);
  const { service, method, title, line, definition } = typed;
  const config = await readConfig();
  const { values, fromConfig } = gatherValues(service, method.params, line.values, config);
  const sources = new TypedSources(config);
  const options = await callOptions(title, method, line, sources);
  const context: Invocation = {
    sources,
    labels: cliLabels,
    keeper: keeperOf(service, method.params, fromConfig),
    exact: true,
    plain: new Set([...typed.fillings.map(([key]) => key), ...rawParams(typed)]),
  };
  return {
    ...typed.target,
    call(row, { signal, onBusy, key }) {
      const filled = filledFrom(row, typed);
      const call: CallOptions = { ...options, signal };
      if (!method.offline) call.onRetry = ({ error }) => void (isBusy(error) && onBusy());
      return definition.invoke({ ...values, ...filled }, { ...context, call, key });
    },
    release: () => sources.release(),
  };
}

function checkLine(title: string, { switches, out, output, asksConfig }: Line): void {
  const option = NOT_EACH.find((name) => switches.has(name));
  if (option)
    throw refused(`${title}: --${option} is for a single call`, 'Try the call alone first.');
  if (out !== undefined || output || asksConfig) {
    throw refused(
      `${title}: the results are JSON Lines`,
      'Put --out before --, and choose a part of each result with --query.',
    );
  }
}

/** What to keep of each result. */
async function chooser(
  title: string,
  definition: Definition,
  { query, switches }: Line,
): Promise<(result: unknown) => unknown> {
  if (query !== undefined) return picker(query, title);
  if (switches.has('text')) return (result) => definition.text?.(result) ?? null;
  return (result) => result;
}

/** The options as typed, but for secrets, and for those that do not change what is done. */
function commandOf(
  title: string,
  { params }: MethodManifest,
  { values, query, switches }: Line,
): string {
  const secrets = new Set(
    params
      .filter(({ kind }) => kind === 'secret' || kind === 'connection')
      .map(({ option }) => option),
  );
  const options = Object.entries(values).flatMap(([option, value]) =>
    secrets.has(option) ? [] : [value].flat().map((one) => `--${option} ${JSON.stringify(one)}`),
  );
  const rest = [
    query === undefined ? [] : [`--query ${JSON.stringify(query)}`],
    switches.has('text') ? ['--text'] : [],
  ];
  return [title, ...options, ...rest.flat()].join(' ');
}

export function refused(message: string, hint?: string): InputError {
  return new InputError({ method: TITLE, message, hint });
}
