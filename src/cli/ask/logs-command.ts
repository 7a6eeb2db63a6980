import { type ConversationSummary, Conversations } from '../../ask/conversations.js';
import { InputError } from '../../core/errors/errors.js';
import { writeWhole } from '../../core/files/file.js';
import { dataFolder } from '../../local/state/data-folder.js';
import { table } from '../layout.js';
import { print, write } from '../print.js';
import { painter, safe, width } from '../terminal.js';
import { type Usage, usage } from '../usage.js';
import { asMarkdown } from './as-markdown.js';

const TITLE = 'logs';
const LISTED = 20;

const USAGE: Usage = {
  about: ['Manages the saved conversations of oint ask and oint chat.'],
  rows: [
    { left: 'oint logs list [NUMBER]', right: `List the newest conversations (${LISTED})` },
    { left: 'oint logs show [ID]', right: 'Show a conversation; without an ID, the last one' },
    { left: 'oint logs search WORDS', right: 'List the conversations that contain all the words' },
    { left: 'oint logs export [FILE]', right: 'Export all of them as JSON lines' },
    { left: 'oint logs delete ID', right: 'Delete one (all: oint logs delete --all)' },
  ],
  notes: [
    'oint ask -c "…" continues the last one, --conversation ID another; --no-log saves none.',
  ],
};

/** `oint logs …`. Returns the exit status. */
export async function logsCommand([action, ...rest]: readonly string[]): Promise<number> {
  if (action === undefined || ['--help', '-h', 'help'].includes(action)) {
    await write(usage(USAGE, process.stdout));
    return 0;
  }
  const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!run) {
    const hint = `Use one of: ${Object.keys(ACTIONS).join(', ')}.`;
    throw new InputError({ method: TITLE, message: `there is no command "${action}"`, hint });
  }
  const kept = await Conversations.open(await dataFolder());
  try {
    await run(kept, rest);
    return 0;
  } finally {
    kept.close();
  }
}

type Action = (kept: Conversations, words: readonly string[]) => Promise<void>;

const ACTIONS: Readonly<Record<string, Action>> = {
  async list(kept, [count]) {
    await printList(kept.list(count === undefined ? LISTED : readCount(count)));
  },
  async show(kept, [id]) {
    const found = id === undefined ? kept.last() : kept.get(id);
    if (!found) throw notThere(id);
    await print(asMarkdown(found));
  },
  async search(kept, words) {
    if (words.length === 0) {
      throw new InputError({ method: TITLE, message: 'search needs the words to look for' });
    }
    await printList(kept.search(words.join(' '), LISTED), 'found');
  },
  async export(kept, [file]) {
    const all = kept.list(Number.MAX_SAFE_INTEGER).map(({ id }) => kept.get(id));
    const lines = all.map((one) => `${JSON.stringify(one)}\n`).join('');
    if (file === undefined) await print(lines);
    else await writeWhole(file, lines, 0o600);
  },
  async delete(kept, [id]) {
    if (id === undefined) {
      throw new InputError({ method: TITLE, message: 'delete needs an ID, or --all' });
    }
    if (id === '--all') {
      await print(`${kept.deleteAll()} deleted\n`);
      return;
    }
    const found = kept.get(id);
    if (!found) throw notThere(id);
    kept.delete(found.id);
    await print(`deleted ${found.id}\n`);
  },
};

function readCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InputError({ method: TITLE, message: `"${text.slice(0, 20)}" is not a valid number` });
}

function notThere(id: string | undefined): InputError {
  const message =
    id === undefined ? 'there are no conversations yet' : `there is no conversation "${id}"`;
  return new InputError({ method: TITLE, message, hint: 'Run oint logs list to see them.' });
}

async function printList(
  list: readonly (ConversationSummary & { found?: string })[],
  what: 'title' | 'found' = 'title',
): Promise<void> {
  if (list.length === 0) return print('none\n');
  const paint = painter(process.stdout);
  const rows = list.map((one) => ({
    left: `${one.id}  ${one.changed.slice(0, 16).replace('T', ' ')}`,
    right: safe((one[what] ?? one.title).replace(/\s+/g, ' '), process.stdout),
    note: `(${one.model}, ${one.count} messages)`,
  }));
  const lines = table(rows, width(process.stdout), {
    left: (text) => paint('cyan', text),
    note: (text) => paint('dim', text),
  });
  await write(`${lines.join('\n')}\n`);
}
