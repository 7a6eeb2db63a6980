import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { replies } from '../support/model.js';
import { home, inTerminal, oint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';

let server: OpenAiServer;
const data = (name: string) => ({ OINT_DATA: join(home, name) });
const logs = (name: string, ...args: string[]) => oint(['logs', ...args], { env: data(name) });

async function ask(name: string, question: string, answer: string): Promise<string> {
  replies(server, answer);
  const line = ['ask', '--json', question, '--url', server.url, '-m', 'gpt-5-mini'];
  const { stdout } = await oint(line, { env: data(name) });
  return JSON.parse(stdout).conversation;
}

beforeAll(async () => {
  server = await OpenAiServer.start();
});

describe('oint logs', () => {
  it('lists its commands, and says that there are no conversations yet', async () => {
    expect((await logs('empty')).stdout).toContain('oint logs search WORDS');
    expect(await logs('empty', 'list')).toMatchObject({ status: 0, stdout: 'none\n', stderr: '' });
    const none = await logs('empty', 'show');
    expect(none).toMatchObject({ status: 2, stdout: '' });
    expect(none.stderr).toContain('there are no conversations yet');
  });

  it('refuses what is not valid', async () => {
    const lines: [string[], string][] = [
      [['lsit'], 'there is no command "logs lsit"\n  Did you mean list?'],
      [['list', 'many'], '"many" is not a valid number'],
      [['search'], 'search needs the words'],
      [['show', 'fff'], 'there is no conversation "fff"'],
      [['delete'], 'delete needs an ID, or --all'],
      [['delete', 'fff'], 'there is no conversation "fff"'],
    ];
    const all = await Promise.all(lines.map(([args]) => logs('empty', ...args)));
    for (const [index, { status, stderr }] of all.entries()) {
      expect(stderr).toContain(lines[index]![1]);
      expect(status).toBe(2);
    }
  });

  it('lists, shows, finds, exports and deletes', async () => {
    const first = await ask('some', 'What is an apple?', 'A fruit — "Malus"; 100% round.');
    const second = await ask('some', 'Что такое груша?', 'Плод.');
    const list = (await logs('some', 'list')).stdout;
    expect(list.indexOf(second)).toBeLessThan(list.indexOf(first));
    expect(list).toContain('What is an apple?');
    expect((await logs('some', 'list', '1')).stdout).not.toContain(first);

    const shown = (await logs('some', 'show', first.slice(0, 6))).stdout;
    expect(shown).toContain('## user\n\nWhat is an apple?\n');
    expect(shown).toContain('## assistant\n\nA fruit');
    expect((await logs('some', 'show')).stdout).toContain('груша');

    expect((await logs('some', 'search', 'ГРУША')).stdout).toContain(second);
    expect((await logs('some', 'search', 'round', 'apple')).stdout).toContain(first);
    for (const query of ['"', 'a AND', '100%', "'; DROP TABLE x", '*', 'NEAR(']) {
      expect(await logs('some', 'search', query), query).toMatchObject({ status: 0, stderr: '' });
    }

    const file = join(home, 'export.jsonl');
    await logs('some', 'export', file);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([second, first]);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);

    expect((await logs('some', 'delete', first)).stdout).toBe(`deleted ${first}\n`);
    expect((await logs('some', 'search', 'apple')).stdout).toBe('none\n');
    expect((await logs('some', 'delete', '--all')).stdout).toBe('1 deleted\n');
    expect((await logs('some', 'list')).stdout).toBe('none\n');
  });

  it('can only be read by their owner, and are shown safely', async () => {
    await ask('own', '\x1b]0;owned\x07title', '\x1b[2Jreply');
    if (process.platform !== 'win32') {
      expect((await stat(join(home, 'own', 'conversations.db'))).mode & 0o777).toBe(0o600);
    }
    for (const line of [['list'], ['show'], ['search', 'reply']]) {
      const terminal = inTerminal(['logs', ...line], { env: data('own') });
      expect(await terminal.ended).toBe(0);
      expect(terminal.output).not.toContain('\x1b]');
      expect(terminal.output).not.toContain('\x1b[2J');
    }
  });

  it('contain what two processes write at the same time', async () => {
    replies(server, 'ok');
    const line = (text: string) => ['ask', text, '--url', server.url, '-m', 'm'];
    const all = Array.from({ length: 4 }, (_, index) =>
      oint(line(`question ${index}`), { env: data('many') }),
    );
    for (const { status, stderr } of await Promise.all(all))
      expect([status, stderr]).toEqual([0, '']);
    const exported = (await logs('many', 'export')).stdout.trim().split('\n');
    expect(exported).toHaveLength(4);
  });
});
