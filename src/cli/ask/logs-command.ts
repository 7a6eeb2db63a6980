import { type ConversationSummary, Conversations } from '../../ask/conversations.js';
import { InputError } from '../../core/errors/errors.js';
import { dataFolder } from '../../core/files/data-folder.js';
import { writeWhole } from '../../core/files/file.js';
import { table } from '../layout.js';
import { print, write } from '../print.js';
import { painter, safe, width } from '../terminal.js';
import { type Usage, usage } from '../usage.js';
import { asMarkdown } from './as-markdown.js';

const TITLE = 'logs';
const LISTED = 20;

const USAGE: Usage = {
  about: ['The conversations of oint ask and oint chat, kept on this machine.'],
  rows: [
    { left: 'oint logs list [NUMBER]', right: `The newest ${LISTED}, or so many` },
    { left: 'oint logs show [ID]', right: 'One of them, whole; the last without an ID' },
    { left: 'oint logs search WORDS', right: 'Those in which all the words stand' },
    { left: 'oint logs export [FILE]', right: 'All of them as JSON lines' },
    { left: 'oint logs delete ID', right: 'Forgets one (all: oint logs delete --all)' },
  ],
  notes: [
    'oint ask -c "…" goes on with the last one, --conversation ID with another; --no-log keeps none.',
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
    const hint = `There are: ${Object.keys(ACTIONS).join(', ')}.`;
    throw new InputError({ method: TITLE, message: `there is no "${action}"`, hint });
  }
  const kept = await Conversations.open(dataFolder());
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
  throw new InputError({ method: TITLE, message: `"${text.slice(0, 20)}" is no number to list` });
}

function notThere(id: string | undefined): InputError {
  const message =
    id === undefined ? 'there is no conversation yet' : `there is no conversation "${id}"`;
  return new InputError({ method: TITLE, message, hint: 'See oint logs list.' });
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
