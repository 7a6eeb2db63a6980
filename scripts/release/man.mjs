// The page `man oint`: commands, services and common options, from the help.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readJson, root } from '../packages.mjs';

const EXIT = [
  ['0', 'Success.'],
  ['1', 'The service returned an error.'],
  ['2', 'Wrong usage or input; nothing was sent.'],
  ['3', 'No response: no connection, or a deadline exceeded.'],
  ['75', 'The service refused for now; the same may succeed later.'],
  ['130', 'Interrupted.'],
];

const ENVIRONMENT = [
  ['OINT_OPENAI_URL, OINT_OPENAI_TOKEN, OINT_OPENAI_MODEL', 'Defaults for requests to models.'],
  ['OPENAI_BASE_URL, OPENAI_API_KEY', 'Used if the variables above are not set.'],
  ['OINT_CONFIG', 'Path of the config file, if it is not the usual one.'],
  [
    'OINT_DATA',
    'Folder for conversations, the data of the embedded server and the packages of oint install.',
  ],
  ['NO_COLOR', 'If set, output has no colors.'],
];

/** The page in the format of `man`. */
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
      'Each method is one practical task of a service: asking a model, uploading a file, sending a message, running a query. The result is printed as JSON. For help, run oint, oint SERVICE, or oint SERVICE METHOD --help.',
    ),
    '.SH COMMANDS',
    ...commands.map(entry),
    '.SH SERVICES',
    ...categories.flatMap((category) => {
      const own = services.filter((service) => service.category === category);
      return own.length > 0 ? [`.SS ${text(category)}`, ...own.map(serviceEntry)] : [];
    }),
    '.SH COMMON OPTIONS',
    'Each method accepts those that it supports.',
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

/** The rows of a section of the help: left and right column. */
function rowsOf(help, title) {
  const lines = help.split('\n');
  const start = lines.indexOf(title);
  if (start < 0) throw new Error(`the help has no section "${title}"`);
  const end = lines.indexOf('', start);
  const rows = [];
  for (const line of lines.slice(start + 1, end)) {
    // A long text goes on in the next line, below its beginning.
    if (/^ {8,}[^ -]/.test(line)) rows.at(-1)[1] += ` ${line.trim()}`;
    else rows.push(line.trim().split(/ {2,}/));
  }
  return rows;
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

/** Text with the macros of `man` escaped, in lines of usual length. */
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
