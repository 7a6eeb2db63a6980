import { parseArgs } from 'node:util';
import { InputError } from '../../core/errors/errors.js';
import type { Candidate } from '../start/command.js';
import { nextOptions, type Option, optionRows } from '../start/option.js';
import { didYouMean } from '../start/suggest.js';
import type { Usage } from '../start/usage.js';

/** What `ask` and `chat` take both. */
const COMMON: readonly Option[] = [
  { name: 'system', short: 's', value: 'TEXT', summary: 'What the model is to be and to heed' },
  { name: 'model', short: 'm', value: 'NAME', summary: 'Name of the model' },
  {
    name: 'attach',
    value: 'FILE',
    many: true,
    summary: 'A picture, PDF, sound or text that belongs to the question: file, URL or -',
  },
  {
    name: 'tools',
    value: 'NAMES',
    many: true,
    summary: 'Methods that the model may use: openai.GetModelList,telegram.*',
  },
  {
    name: 'yes',
    value: 'NAMES',
    many: true,
    summary: 'Tools that may write or delete without being asked for each time',
  },
  { name: 'mcp', value: 'FILE', many: true, summary: 'Tools of the MCP servers of a config file' },
  { name: 'max-steps', value: 'N', summary: 'How often the model may go on after tools (10)' },
  { name: 'continue', short: 'c', summary: 'Go on with the last conversation' },
  { name: 'conversation', value: 'ID', summary: 'Go on with this conversation (see oint logs)' },
  { name: 'no-log', summary: 'Do not keep this conversation' },
  { name: 'plain', summary: 'Show the reply as it comes, also on a terminal: no Markdown' },
  { name: 'show-thinking', summary: 'Show what the model thinks, where its server tells it' },
  { name: 'usage', short: 'u', summary: 'Tell the tokens that were used, and their price' },
  { name: 'profile', short: 'p', value: 'NAME', summary: 'Settings of the config: profiles.NAME' },
  { name: 'url', value: 'URL', summary: 'Address of the server; local for the embedded one' },
  { name: 'token', value: 'SECRET', summary: 'Token: env:NAME, file:PATH, cmd:COMMAND or itself' },
  { name: 'options', value: 'JSON', summary: "Further fields of the request: {'temperature':0}" },
  { name: 'headers', value: 'JSON', summary: 'Further headers of the request' },
  { name: 'config', value: 'JSON', summary: 'Deadlines, retries, proxy, TLS' },
  { name: 'debug', summary: 'Show requests and answers on standard error, secrets masked' },
  { name: 'help', short: 'h', summary: 'Show this help' },
];

const ASK_ONLY: readonly Option[] = [
  {
    name: 'schema',
    value: 'SCHEMA',
    summary:
      'The form of the answer: JSON Schema, its file, or "name, age int, tags[]: what they are"',
  },
  { name: 'json', summary: 'Print the answer with its usage and steps as JSON' },
  { name: 'no-stdin', summary: 'Do not append standard input' },
];

/** The words and options of a line, taken apart. */
export interface AskLine {
  words: string[];
  /** The last value of each option that has one. */
  values: Readonly<Record<string, string | undefined>>;
  many: Readonly<Record<string, readonly string[]>>;
  switches: ReadonlySet<string>;
}

const OPTIONS = { ask: [...ASK_ONLY, ...COMMON], chat: COMMON };

/** The words that may come next on the line of either, for completion. */
export function nextAskWords(command: 'ask' | 'chat', typed: readonly string[]): Candidate[] {
  return nextOptions(OPTIONS[command], typed);
}

/** Takes a line apart; refuses what the command does not have. */
export function readAskLine(command: 'ask' | 'chat', args: readonly string[]): AskLine {
  const known = OPTIONS[command];
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      known.map(({ name, short, value }) => [
        name,
        { type: value ? ('string' as const) : ('boolean' as const), ...(short && { short }) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const values: Record<string, string> = {};
  const many: Record<string, string[]> = {};
  const switches = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      words.push(token.value);
      continue;
    }
    const option = known.find(({ name }) => name === token.name);
    if (!option) throw unknownOption(command, token.rawName, known);
    if (!option.value) {
      if (token.value !== undefined) throw wrong(command, token.rawName, 'takes no value');
      switches.add(option.name);
      continue;
    }
    if (token.value === undefined) throw wrong(command, token.rawName, 'needs a value');
    if (option.many) many[option.name] = [...(many[option.name] ?? []), token.value];
    else if (option.name in values) throw wrong(command, token.rawName, 'is given twice');
    else values[option.name] = token.value;
  }
  return { words, values, many, switches };
}

function wrong(method: string, option: string, why: string): InputError {
  return new InputError({ method, param: option, message: `${option} ${why}` });
}

function unknownOption(method: string, typed: string, known: readonly Option[]): InputError {
  const names = known.map(({ name }) => `--${name}`);
  return new InputError({
    method,
    param: typed,
    message: `there is no option ${typed}`,
    hint:
      (typed.startsWith('--') ? didYouMean(typed, names) : undefined) ??
      `There are: ${names.join(', ')}. A question that begins with a dash stands behind --.`,
  });
}

export const askUsage: Usage = {
  about: [
    'oint ask "question" …',
    'Asks a model. The reply comes as plain text; what stands on standard input is appended to the question.',
  ],
  rows: optionRows(OPTIONS.ask),
  notes: [
    'git diff | oint ask "write a commit message"',
    'oint ask --attach photo.jpg "what is to be seen here?"',
    'oint ask --schema "name, born int" "who wrote Faust?"',
    'oint ask --tools openai.GetModelList "which models are there?"',
  ],
};

export const chatUsage: Usage = {
  about: [
    'oint chat ["first question"]',
    'Talks with a model, on a terminal. Ctrl-C ends a reply, Ctrl-D the session; /help says what there is inside.',
  ],
  rows: optionRows(OPTIONS.chat),
  notes: ['oint chat -c goes on with the last conversation. Scripts and pipes: oint ask.'],
};
