import { describedOptions } from '../catalogue/common-options.js';
import { defaultText, exampleWords } from '../catalogue/example.js';
import { lettersOf } from '../catalogue/letters.js';
import type { MethodManifest, ParamManifest, ServiceManifest } from '../catalogue/manifest.js';
import { type Shell, shells } from '../catalogue/shells.js';
import { variablesOf } from '../catalogue/variables.js';
import { commandFor } from './command-line.js';
import { code, Prose } from './prose.js';
import type { MethodRecord } from './record.js';
import { functionName, programFor } from './typescript.js';

/**
 * Renders the same example in several languages: one below the other, or as tabs if a page has
 * them.
 */
type Tabs = (ways: readonly { title: string; language: string; source: string }[]) => string;

const below: Tabs = (ways) =>
  ways
    .map(({ title, language, source }) => `${title}:\n\n${fenced(language, source)}`)
    .join('\n\n');

export function fenced(language: string, source: string): string {
  const fence = source.includes('```') ? '````' : '```';
  return `${fence}${language}\n${source.trimEnd()}\n${fence}`;
}

export interface MethodPageParts {
  service: ServiceManifest;
  method: MethodManifest;
  /** The recorded results of the service's methods, or the reasons why there are none. */
  records: Readonly<Record<string, MethodRecord | string>>;
}

/** A method's page in Markdown. Links are relative to its folder. */
export function methodPage({ service, method, records }: MethodPageParts, tabs = below): string {
  const others = service.regions
    .flatMap(({ methods }) => methods)
    .filter(({ name }) => name !== method.name);
  const prose = new Prose(new Map(others.map(({ name }) => [name, `${name}.md`])));
  const sections = [
    `# ${service.name} ${method.name}`,
    prose.text(method.summary),
    ...method.details
      .split('\n\n')
      .filter(Boolean)
      .map((text) => prose.text(text)),
    factsOf(service, method),
    ...paramSections(service, method, prose),
    ...recordSections(service, method, records),
    '## Example',
    exampleOf(service, method, tabs),
    ...moreExamples(method),
    ...resultSection(records[method.name]),
    ...errorSection(method, prose),
    ...optionSections(service, method),
    ...(method.reference ? ['## API documentation', `<${method.reference}>`] : []),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

const EFFECTS: Readonly<Record<MethodManifest['effect'], string>> = {
  read: 'Changes nothing',
  write: 'Writes',
  delete: 'Deletes',
};

function effectOf({ effect, offline }: MethodManifest): string {
  if (offline) return `${EFFECTS[effect]}; no network.`;
  const repeated =
    effect === 'read' ? 'after a failure' : 'only if the request certainly had no effect';
  return `${EFFECTS[effect]}; retried ${repeated}.`;
}

/** What to know before a call, one item per line. */
function factsOf({ identifier }: ServiceManifest, method: MethodManifest): string {
  const { binary, saves, rows, pages, programOnly, commandOnly } = method;
  const own = `${identifier}.${functionName(method)}`;
  const facts = [
    commandOnly && 'Only on the command line. Models are not offered it.',
    programOnly && 'For programs only: it works with a connection that stays open across calls.',
    effectOf(method),
    streamFact(method, own),
    binary && 'The result is a file: save it with `--out FILE`, or `saveTo` in a program.',
    saves && savingFact(saves),
    rows &&
      !saves &&
      !programOnly &&
      `Rows are written to a file as they arrive: \`${pages ? '--all ' : ''}--out rows.csv\`, \`--out rows.jsonl\`.`,
  ];
  return facts
    .filter(Boolean)
    .map((fact) => `- ${fact}`)
    .join('\n');
}

function savingFact(saves: readonly string[]): string {
  if (saves.includes('*')) return '`--out FILE` saves a response as it arrives, unless it is JSON.';
  const endings = saves.map((one) => `.${one}`).join(', ');
  return `\`--out\` saves the response as it arrives, in the format of the file's name: ${endings}; \`saveTo\` in a program.`;
}

function streamFact({ streams, pages, programOnly }: MethodManifest, own: string): string {
  if (!streams) return '';
  const call = `\`${own}.stream(…)\``;
  if (pages) return `Comes in pages: \`--all\` gets all of them, in a program ${call}.`;
  return `Streams: ${programOnly ? '' : '`--stream`, in a program '}${call}.`;
}

function paramSections(
  service: ServiceManifest,
  { params, programOnly }: MethodManifest,
  prose: Prose,
): string[] {
  if (params.length === 0) return ['## Parameters', 'None.'];
  const letters = lettersOf(params);
  const optionCell = ({ option }: ParamManifest) => {
    const letter = letters.get(option);
    return code(`--${option}`) + (letter ? ` ${code(`-${letter}`)}` : '');
  };
  const rows = params.map((param) => [
    ...(programOnly ? [] : [optionCell(param)]),
    code(param.key),
    param.kind,
    needOf(param),
    [prose.cell(param.summary), usualOf(param), fallbackOf(param, params)]
      .filter(Boolean)
      .join('. '),
  ]);
  const option = programOnly ? [] : ['Option'];
  return [
    '## Parameters',
    table([...option, 'In a program', 'Value', 'Required', 'Description'], rows),
    ...(programOnly ? [] : [valuesOf(params, prose), environmentOf(service, params)]),
  ];
}

/** The method that creates a record, in the summary of a param with it. */
const CREATOR = /\b(?:Get|Form)\w+(?:Structure|Settings|Parameters)\b/;

/** What the records among the params contain, which other methods create. */
function recordSections(
  service: ServiceManifest,
  { name, params, programOnly }: MethodManifest,
  records: MethodPageParts['records'],
): string[] {
  const methods = service.regions.flatMap((region) => region.methods);
  return params.flatMap((param) => {
    const found = CREATOR.exec(param.summary)?.[0];
    const creator = methods.find((method) => method.name === found && method.name !== name);
    if (!creator) return [];
    const record = records[creator.name];
    const lines = creator.params.map(
      ({ option, summary }) => `- ${code(`--${option}`)}: ${new Prose(new Map()).text(summary)}`,
    );
    return [
      `## What ${code(programOnly ? param.key : `--${param.option}`)} contains`,
      `[${creator.name}](${creator.name}.md) creates it, from:`,
      lines.join('\n'),
      ...(typeof record === 'object' ? [fenced(record.language, record.output)] : []),
    ];
  });
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function usualOf({ values }: ParamManifest): string {
  return values ? `Values: ${values.map(code).join(', ')}` : '';
}

function needOf({ required, default: usual }: ParamManifest): string {
  if (required) return 'yes';
  if (usual === undefined || usual === '') return 'no';
  return `default: ${code(defaultText(usual))}`;
}

/** The command line's substitute for a required param: see `Param.fallback`. */
function fallbackOf(param: ParamManifest, all: readonly ParamManifest[]): string {
  const { fallback } = param;
  if (fallback === undefined) return '';
  const main = all.find((other) => other.fallback !== undefined)!;
  return main === param
    ? `Default on the command line: ${code(fallback)}`
    : `Not required on the command line with ${code(`--${main.option} ${main.fallback}`)}`;
}

/** What each kind of value accepts, and the params that differ from their kind. */
function valuesOf(params: readonly ParamManifest[], prose: Prose): string {
  const kinds = new Map<string, string>();
  for (const { kind, takes } of params) if (!kinds.has(kind)) kinds.set(kind, takes);
  const special = params.filter(({ kind, takes }) => takes !== kinds.get(kind));
  const lines = [
    ...[...kinds].map(([kind, takes]) => `- **${kind}**: ${prose.text(takes)}`),
    ...special.map(({ option, takes }) => `- ${code(`--${option}`)}: ${prose.text(takes)}`),
  ];
  return `Accepted values (see [Values and quoting](../../guide/quoting.md)):\n\n${lines.join('\n')}`;
}

function environmentOf({ name }: ServiceManifest, params: readonly ParamManifest[]): string {
  const known = params.filter(({ env }) => env);
  if (known.length === 0) return '';
  const lines = known.map(
    ({ option, env }) =>
      `${code(`--${option}`)} from ${variablesOf(name, option, env).map(code).join(', then ')}`,
  );
  return `If an option is missing: ${lines.join('; ')}; then \`oint config\`.`;
}

function exampleOf(service: ServiceManifest, method: MethodManifest, tabs: Tabs): string {
  const program = { title: 'TypeScript', language: 'ts', source: programFor(service, method) };
  if (method.programOnly) return fenced('ts', program.source);
  const words = exampleWords(service.name, method);
  const languages: Readonly<Record<Shell, string>> = {
    bash: 'sh',
    cmd: 'bat',
    powershell: 'powershell',
  };
  const lines = (Object.keys(shells) as Shell[]).map((shell) => ({
    title: shells[shell],
    language: languages[shell],
    source: commandFor(shell, words),
  }));
  return tabs(method.commandOnly ? lines : [...lines, program]);
}

function moreExamples({ examples }: MethodManifest): string[] {
  if (examples.length === 0) return [];
  return ['## More examples', ...examples.map(({ language, code }) => fenced(language, code))];
}

/** The errors specific to this method; the guide describes those of any call. */
function errorSection({ throws }: MethodManifest, prose: Prose): string[] {
  if (throws.length === 0) return [];
  const rows = throws.map(({ error, when }) => [code(error), prose.cell(when)]);
  return [
    '## Errors',
    table(['Error', 'When'], rows),
    'See [Errors and exit codes](../../guide/errors.md) for their exit statuses, and for the errors of any call.',
  ];
}

function resultSection(result: MethodRecord | string | undefined): string[] {
  if (result === undefined) return [];
  const prose = new Prose();
  if (typeof result === 'string') return ['## Result', `Not recorded: ${prose.text(result)}`];
  const { server, recorded, command, output, language, exit } = result;
  return [
    '## Result',
    `Recorded on ${recorded} from ${prose.text(server)}${exit ? `; exit status ${exit}` : ''}:`,
    fenced(language === 'ts' ? 'ts' : 'sh', command),
    output.trim() ? fenced(language === 'ts' ? 'text' : language, output) : 'It prints nothing.',
  ];
}

function optionSections(service: ServiceManifest, method: MethodManifest): string[] {
  if (method.programOnly) return [];
  const prose = new Prose();
  const rows = describedOptions(method).map(({ name, value, summary }) => [
    code(`--${name}${value ? ` ${value}` : ''}`),
    prose.cell(summary),
  ]);
  return [
    '## Common options',
    table(['Option', 'Description'], rows),
    ...(method.offline ? [] : ['## Call options', callOptionsLine(service)]),
  ];
}

function callOptionsLine({ callOptions }: ServiceManifest): string {
  const names = callOptions.map(code);
  return `In a program they are the second argument; on the command line use \`--config "{'timeout':60}"\`: ${names.join(', ')}. See [Call options](../call-options.md).`;
}
