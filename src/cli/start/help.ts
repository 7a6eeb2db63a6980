import { describedOptions } from '../../catalogue/common-options.js';
import { defaultText, exampleLine } from '../../catalogue/example.js';
import { lettersOf } from '../../catalogue/letters.js';
import {
  byCategory,
  type ManifestIndex,
  type MethodManifest,
  type ParamManifest,
  type ServiceManifest,
} from '../../catalogue/manifest.js';
import { rowsOf } from './command.js';
import { commands } from './commands.js';
import { type Row, table, wrap, wrapCommand } from './layout.js';
import { type Paint, painter, width } from './terminal.js';

/** Help as text with the width and colors of a stream. */
export class Help {
  readonly #columns: number;
  readonly #paint: Paint;

  constructor(stream: NodeJS.WriteStream) {
    this.#columns = width(stream);
    this.#paint = painter(stream);
  }

  root(index: ManifestIndex, version: string): string {
    return this.#page(
      this.#title(
        `OInt ${version}`,
        'Open Integration Package: ready-made methods for external services',
      ),
      this.#section('Usage', ['  oint <service> <Method> --option value …']),
      // Only names, so that fifty services fit on a screen. `oint docs services` has the summaries.
      this.#section(
        'Services',
        this.#rows(
          byCategory(index).map(({ category, services }) => ({
            left: category,
            right: services.map(({ name }) => name).join(', '),
          })),
        ),
      ),
      this.#section(
        'More',
        this.#rows([
          { left: 'oint <service>', right: 'List the methods of a service' },
          {
            left: 'oint <service> <Method> --help',
            right: 'Show the options of a method, with an example',
          },
          { left: 'oint docs services', right: 'Describe all services' },
          ...rowsOf('oint', commands),
          { left: 'oint --version', right: 'Show the version of this package' },
        ]),
      ),
      this.#section(
        'Try it: works without a key or a server',
        this.#command('oint openai GetResponse --text --msgs "How do I upload a file?"'),
      ),
    );
  }

  /** `missing`: packages that it needs and that are not installed. */
  service(
    { name, title, summary, needs, regions, request }: ServiceManifest,
    missing: readonly string[] = [],
  ): string {
    const shown = typeable(regions);
    const widest = Math.max(...shown.flatMap(({ methods }) => methods.map((m) => m.name.length)));
    return this.#page(
      this.#title(title, summary),
      this.#section('Usage', [`  oint ${name} <Method> --option value …`]),
      ...(needs && missing.length > 0
        ? [
            this.#section(
              `Install first: ${missing.join(', ')}`,
              this.#command(`oint install ${needs.name}`),
            ),
          ]
        : []),
      ...shown.map((region) =>
        this.#section(
          region.title,
          this.#rows(
            region.methods.map((method) => ({
              left: method.name.padEnd(widest),
              right: method.summary,
            })),
          ),
        ),
      ),
      ...(request
        ? [
            this.#section(
              'Anything else',
              this.#rows([{ left: usageOf(name, request), right: request.summary }]),
            ),
          ]
        : []),
      this.#section(
        'Help on a method',
        this.#command(`oint ${name} ${shown[0]?.methods[0]?.name} --help`),
      ),
    );
  }

  method(service: ServiceManifest, method: MethodManifest): string {
    const { params } = method;
    const letters = lettersOf(params);
    const helpLetter = [...letters.values()].includes('h') ? undefined : 'h';
    const common = describedOptions(method);
    const rows = params.map((param) => this.#param(param, letters.get(param.option), params));
    return this.#page(
      this.#title(usageOf(service.name, method), method.summary),
      ...method.details
        .split('\n\n')
        .filter(Boolean)
        .map((text) => wrap(plain(text, params), this.#columns)),
      ...(rows.length
        ? [
            this.#section('Options', this.#rows(rows)),
            this.#section('Values', this.#rows(kindsOf(params))),
          ]
        : []),
      this.#section(
        'Common options',
        this.#rows(
          common.map(({ name, value, summary }) => ({
            left: `${lettered(name === 'help' ? helpLetter : undefined)}--${name}${value ? ` ${value}` : ''}`,
            right: summary,
          })),
        ),
      ),
      ...this.#examples(service, method),
      ...this.#moreExamples(method),
      ...this.#errors(method),
      ...(method.reference ? [this.#section('API documentation', [`  ${method.reference}`])] : []),
    );
  }

  #examples({ name }: ServiceManifest, method: MethodManifest): string[][] {
    const lines = this.#command(exampleLine(name, method));
    // If the embedded server can run the method, the second example needs no server. That takes a
    // model for the task besides its address.
    const spare = method.params.filter(({ fallback }) => fallback !== undefined);
    if (!method.text || !method.streams || spare.length < 2) {
      return [this.#section('Example', lines)];
    }
    const shorter = this.#command(exampleLine(name, method, spare));
    return [this.#section('Example', lines), this.#section('Without a server', shorter)];
  }

  /** The docstring's command lines. Its programs are on the method's page. */
  #moreExamples({ examples }: MethodManifest): string[][] {
    const lines = examples
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code }) => code.replace(/\\\n\s*/g, '').split('\n'))
      .filter(Boolean);
    if (lines.length === 0) return [];
    return [
      this.#section(
        'More examples',
        lines.flatMap((line) => this.#command(line)),
      ),
    ];
  }

  #errors({ throws, params }: MethodManifest): string[][] {
    if (throws.length === 0) return [];
    const rows = throws.map(({ error, when }) => ({ left: error, right: plain(when, params) }));
    return [this.#section('Errors', this.#rows(rows))];
  }

  #param(param: ParamManifest, letter: string | undefined, all: readonly ParamManifest[]): Row {
    const { option, kind, summary, values } = param;
    const notes = [needNote(param, all), values && `such as ${values.join(', ')}`];
    return {
      left: `${lettered(letter)}--${option} ${kind.toUpperCase()}`,
      right: summary,
      note: `(${notes.filter(Boolean).join('; ')})`,
    };
  }

  #rows(rows: readonly Row[]): string[] {
    return table(rows, this.#columns, {
      left: (text) => this.#paint('cyan', text),
      note: (text) => this.#paint('dim', text),
    });
  }

  #title(name: string, what: string): string[] {
    return [this.#paint('bold', name), ...wrap(what, this.#columns)];
  }

  #command(line: string): string[] {
    return wrapCommand(line, this.#columns - 2).map((part) => `  ${this.#paint('green', part)}`);
  }

  #section(title: string, lines: readonly string[]): string[] {
    return [this.#paint('bold', title), ...lines];
  }

  #page(...blocks: readonly (readonly string[])[]): string {
    return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
  }
}

/** A method as it is called: with the values that need no option. */
function usageOf(service: string, { name, positions = [] }: MethodManifest): string {
  return ['oint', service, name, ...positions.map((one) => one.toUpperCase())].join(' ');
}

/** The letter of an option, in front of its name. */
function lettered(letter: string | undefined): string {
  return letter ? `-${letter}, ` : '    ';
}

/** The regions with their methods for the command line: the others are only for programs. */
function typeable(regions: ServiceManifest['regions']): ServiceManifest['regions'] {
  return regions
    .map(({ title, methods }) => ({ title, methods: methods.filter((m) => !m.programOnly) }))
    .filter(({ methods }) => methods.length > 0);
}

/** What each kind of value accepts, and the options that differ from their kind. */
function kindsOf(params: readonly ParamManifest[]): Row[] {
  const takes = new Map<string, string>();
  for (const { kind, takes: words } of params) {
    if (!takes.has(kind)) takes.set(kind, words);
  }
  const special = params.filter((param) => param.takes !== takes.get(param.kind));
  return [
    ...[...takes].map(([kind, right]) => ({ left: kind.toUpperCase(), right })),
    ...special.map(({ option, takes: right }) => ({ left: `--${option}`, right })),
  ];
}

/** Whether a param is required. The first fallback is a default; the others only apply with it. */
function needNote(
  { option, required, default: usual, fallback }: ParamManifest,
  all: readonly ParamManifest[],
): string {
  const main = all.find((param) => param.fallback !== undefined);
  if (main && fallback !== undefined) {
    return main.option === option
      ? `default ${fallback}`
      : `required, unless --${main.option} is ${main.fallback}`;
  }
  if (required) return 'required';
  if (usual === undefined || usual === '') return 'optional';
  return `default ${defaultText(usual)}`;
}

/**
 * Docstrings have backticks and TypeScript names: replaces these with the names of options, and
 * `saveTo` with `--out`.
 */
function plain(text: string, params: readonly ParamManifest[]): string {
  return text.replace(/`([^`]*)`/g, (_, code: string) => {
    if (code === 'saveTo') return '--out';
    const renamed = params.find(({ key, option }) => key === code && option !== key);
    return renamed ? `--${renamed.option}` : code;
  });
}
