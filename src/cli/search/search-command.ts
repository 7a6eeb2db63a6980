import { readIndex, readManifests, type ServiceManifest } from '../../catalogue/manifest.js';
import { MethodSearch } from '../../catalogue/search/find.js';
import type { Found } from '../../catalogue/search/method-index.js';
import { InputError } from '../../core/errors/errors.js';
import { cut } from '../../core/util/cut.js';
import { type FoundGuide, searchGuides } from '../../docs/index.js';
import { type Row, table } from '../start/layout.js';
import { write } from '../start/print.js';
import { painter, safe, say, width } from '../start/terminal.js';
import { type Usage, usage } from '../start/usage.js';

const METHODS = 10;
const GUIDES = 3;

const HELP: Usage = {
  about: ['Finds methods and guides for a task in plain words, in English or Russian.'],
  rows: [
    { left: 'oint search send a file', right: 'In all services' },
    { left: 'oint search telegram send a file', right: 'In one service' },
    { left: 'oint search отправить файл', right: 'The same in Russian' },
  ],
  notes: ['The exit status is 1 if nothing is found.'],
};

/** `oint search WORDS`. Returns the exit status. */
export async function searchCommand(words: readonly string[]): Promise<number> {
  if (words.some((word) => ['--help', '-h'].includes(word))) {
    await write(usage(HELP, process.stdout));
    return 0;
  }
  const end = words.indexOf('--');
  const option = words.slice(0, end < 0 ? undefined : end).find((word) => /^-./.test(word));
  if (option !== undefined) throw wrong(`unknown option ${cut(option, 40)}`);
  const question = words.join(' ').trim();
  if (question === '') throw wrong('expected the words to look for');

  const search = await MethodSearch.over(readManifests());
  const { named, among, terms, found } = search.find(question, {
    isWanted: ({ method }) => !method.programOnly,
  });
  const isForService = terms.length === 0 && among.length < readIndex().services.length;
  const methods = [...new Set([...named, ...found])].slice(0, METHODS);
  const blocks = [
    block('Services', isForService ? among.map(serviceRow) : []),
    block('Methods', methods.map(methodRow)),
    block('Guides', searchGuides(question).slice(0, GUIDES).map(guideRow)),
  ].filter((lines) => lines.length > 0);
  if (blocks.length === 0) {
    say(`oint: nothing found for "${safe(cut(question, 60), process.stderr)}"\n`);
    say('  Run oint docs services to list what there is.\n');
    return 1;
  }
  await write(`${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`);
  return 0;
}

function block(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const paint = painter(process.stdout);
  const styles = {
    left: (text: string) => paint('cyan', text),
    note: (text: string) => paint('dim', text),
  };
  return [paint('bold', title), ...table(rows, width(process.stdout), styles)];
}

function serviceRow({ name, summary }: ServiceManifest): Row {
  return { left: `oint ${name}`, right: summary };
}

function methodRow({ service, method }: Found): Row {
  return { left: `oint ${service.name} ${method.name}`, right: method.summary };
}

function guideRow({ name, title, excerpt }: FoundGuide): Row {
  return { left: `oint docs ${name}`, right: `${title}: ${excerpt}` };
}

function wrong(message: string): InputError {
  return new InputError({ method: 'search', message, hint: 'See oint search --help.' });
}
