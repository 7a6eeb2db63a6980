import { exampleLine } from '../core/example.js';
import type {
  ManifestIndex,
  MethodManifest,
  ParamManifest,
  ServiceManifest,
} from '../core/manifest.js';
import { type Row, table, wrap } from './layout.js';
import { commonOptions, shortOptions } from './options.js';
import { type Paint, painter, width } from './terminal.js';

/** Help as text for a stream: its width and colours. */
export class Help {
  readonly #columns: number;
  readonly #paint: Paint;

  constructor(stream: NodeJS.WriteStream) {
    this.#columns = width(stream);
    this.#paint = painter(stream);
  }

  root(index: ManifestIndex, version: string): string {
    return this.#page(
      [
        `${this.#paint('bold', 'OInt')} ${version}  Open Integration Package: ready-made methods for outside services`,
      ],
      this.#section('Usage', ['  oint <service> <Method> --option value …']),
      this.#section(
        'Services',
        this.#rows(index.services.map(({ name, summary }) => ({ left: name, right: summary }))),
      ),
      this.#section(
        'More',
        this.#rows([
          { left: 'oint <service>', right: 'The methods of a service' },
          { left: 'oint <service> <Method> --help', right: 'The options of a method' },
          { left: 'oint config', right: 'Defaults for addresses, tokens and models; variables' },
          {
            left: 'oint completion <shell>',
            right: 'Tab completion for bash, zsh, fish and powershell',
          },
          { left: 'oint --version', right: 'The version of this package' },
        ]),
      ),
      this.#section('Try it: no key and no server needed', [
        this.#command('oint openai GetResponse --text --msgs "How do I upload a file?"'),
      ]),
    );
  }

  service({ name, title, summary, regions }: ServiceManifest): string {
    const widest = Math.max(...regions.flatMap(({ methods }) => methods.map((m) => m.name.length)));
    return this.#page(
      [`${this.#paint('bold', title)}  ${summary}`],
      this.#section('Usage', [`  oint ${name} <Method> --option value …`]),
      ...regions.map((region) =>
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
      this.#section('Help on a method', [
        this.#command(`oint ${name} ${regions[0]?.methods[0]?.name} --help`),
      ]),
    );
  }

  method(service: ServiceManifest, method: MethodManifest): string {
    const { params } = method;
    const short = shortOptions(params);
    const common = commonOptions(method);
    const rows = params.map((param) => this.#param(param, short.get(param.option)));
    return this.#page(
      [
        `${this.#paint('bold', `oint ${service.name} ${method.name}`)}`,
        ...wrap(method.summary, this.#columns),
      ],
      ...method.details
        .split('\n\n')
        .filter(Boolean)
        .map((text) => wrap(plain(text), this.#columns)),
      ...(rows.length ? [this.#section('Options', this.#rows(rows))] : []),
      this.#section(
        'Common options',
        this.#rows(
          common.map(({ name, value, summary }) => ({
            left: `${name === 'help' ? '-h, ' : '    '}--${name}${value ? ` ${value}` : ''}`,
            right: summary,
          })),
        ),
      ),
      this.#section('Example', this.#examples(service, method)),
      ...(method.reference
        ? [this.#section('The API’s own documentation', [`  ${method.reference}`])]
        : []),
    );
  }

  #examples({ name, fallback = {} }: ServiceManifest, method: MethodManifest): string[] {
    const lines = [this.#command(exampleLine(name, method))];
    const spare = Object.keys(fallback);
    // Where the embedded server can answer, the line that needs nothing at all comes second.
    if (method.text && method.streams) lines.push(this.#command(exampleLine(name, method, spare)));
    return lines;
  }

  #param(param: ParamManifest, letter: string | undefined): Row {
    const { option, kind, summary, required, values } = param;
    const notes = [
      required ? 'required' : defaultNote(param.default),
      values && `usual: ${values.join(', ')}`,
    ];
    return {
      left: `${letter ? `-${letter}, ` : '    '}--${option} ${kind.toUpperCase()}`,
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

  #command(line: string): string {
    return `  ${this.#paint('green', line)}`;
  }

  #section(title: string, lines: readonly string[]): string[] {
    return [this.#paint('bold', title), ...lines];
  }

  #page(...blocks: readonly (readonly string[])[]): string {
    return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
  }
}

function defaultNote(value: unknown): string {
  if (value === undefined || value === '') return 'optional';
  return `default ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

/** Docstrings mark code with backticks; on a terminal the word says enough. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}
