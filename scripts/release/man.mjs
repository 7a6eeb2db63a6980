// The page `man oint`: commands, services and common options as the help has them.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readJson, root } from '../packages.mjs';

const EXIT = [
  ['0', 'Done.'],
  ['1', 'The service answered with an error.'],
  ['2', 'Wrong usage or input; nothing was sent.'],
  ['3', 'No answer: no connection, or a deadline is over.'],
  ['130', 'Interrupted.'],
];

const ENVIRONMENT = [
  ['OINT_OPENAI_URL, OINT_OPENAI_TOKEN, OINT_OPENAI_MODEL', 'Defaults for requests to models.'],
  ['OPENAI_BASE_URL, OPENAI_API_KEY', 'What stands in where the former are not set.'],
  ['OINT_CONFIG', 'The config file, where it is not the usual one.'],
  [
    'OINT_DATA',
    'The folder of conversations, of the embedded server’s files and of what oint install adds.',
  ],
  ['NO_COLOR', 'If it is set, nothing is coloured.'],
];

/** The page in the language of `man`. */
export async function manPage() {
  const { version } = await readJson(join(root, 'package.json'));
  const { categories, services } = await readJson(join(root, 'dist', 'manifest', 'index.json'));
  const commands = rowsOf(help(), 'More');
  const options = rowsOf(help('openai', 'GetResponse', '--help'), 'Common options');
  return [
    `.TH OINT 1 ${new Date().toISOString().slice(0, 10)} "OInt ${version}" "User Commands"`,
    '.SH NAME',
    'oint \\- ready\\-made methods for external services',
    '.SH SYNOPSIS',
    '.B oint',
    '.I service Method',
    '.RI [ "\\-\\-option value" ]...',
    '.SH DESCRIPTION',
    text(
      'Each method is one practical task of a service: asking a model, uploading a file, sending a message, running a query. The result is printed as JSON. A service lists its methods, and a method its options, when they are asked for help.',
    ),
    '.SH COMMANDS',
    ...commands.map(entry),
    '.SH SERVICES',
    ...categories.flatMap((category) => {
      const own = services.filter((service) => service.category === category);
      return own.length > 0 ? [`.SS ${text(category)}`, ...own.map(serviceEntry)] : [];
    }),
    '.SH COMMON OPTIONS',
    'Every method takes those that mean something for it.',
    ...options.map(entry),
    '.SH EXIT STATUS',
    ...EXIT.map(entry),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.map(entry),
    '.SH EXAMPLES',
    ...examples([
      'oint openai GetResponse --text --msgs "How do I upload a file?"',
      'oint ask --attach README.md "What is this about?"',
      `oint sqlite ExecuteSQLQuery --db people.db --sql "SELECT * FROM people" --out people.csv`,
    ]),
    '',
  ].join('\n');
}

function serviceEntry({ name, summary, methods }) {
  return entry([name, `${summary}. Methods: ${methods.join(', ')}.`]);
}

function help(...args) {
  const main = join(root, 'dist', 'cli', 'main.js');
  const env = { ...process.env, COLUMNS: '500', NO_COLOR: '1' };
  return execFileSync(process.execPath, [main, ...args], { encoding: 'utf8', env });
}

/** The rows of a section of the help: what stands left, and what it means. */
function rowsOf(help, title) {
  const lines = help.split('\n');
  const start = lines.indexOf(title);
  if (start < 0) throw new Error(`the help has no section "${title}"`);
  const end = lines.indexOf('', start);
  return lines.slice(start + 1, end).map((line) => line.trim().split(/ {2,}/));
}

function entry([term, meaning]) {
  return ['.TP', `.B ${text(term).replaceAll('\n', ' ')}`, text(meaning)].join('\n');
}

function examples(lines) {
  return lines.flatMap((line, index) => [
    ...(index ? ['.PP'] : []),
    '.nf',
    text(line).replaceAll('\n', ' '),
    '.fi',
  ]);
}

/** Text in which nothing is taken for a command of the language, in lines of a usual length. */
function text(plain) {
  return plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll('’', '\\(cq')
    .replaceAll('…', '...')
    .replace(/(.{1,70})(?: |$)/g, '$1\n')
    .trimEnd()
    .replace(/^[.']/gm, '\\&$&');
}
