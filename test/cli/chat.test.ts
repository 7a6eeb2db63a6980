import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asked, endless, replies } from '../support/model.js';
import { configFile, home, inTerminal, oint, type Terminal } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';
import { json } from '../support/server.js';

const SECRET = 'sk-sentinel-c4a7';
const PROMPT = '\x1b[36m>\x1b[39m ';
const [CTRL_C, CTRL_D, UP] = ['\x03', '\x04', '\x1b[A'];

let server: OpenAiServer;
let data: string;
let number = 0;
beforeAll(async () => {
  server = await OpenAiServer.start();
});
beforeEach(async () => {
  server.reset();
  data = join(home, `data-${number++}`);
  await rm(configFile, { force: true });
});

const env = () => ({ OINT_DATA: data });
const to = () => ['--url', server.url, '-m', 'gpt-5-mini', '--token', SECRET];

/** A session, with the output since the last look. */
class Session {
  readonly #terminal: Terminal;
  #seen = 0;

  constructor(args: string[]) {
    this.#terminal = inTerminal(['chat', ...to(), ...args], { env: env() });
  }

  get output(): string {
    return this.#terminal.output;
  }

  get ended(): Promise<number> {
    return this.#terminal.ended;
  }

  /** Waits until the text is in the new output. */
  async sees(text: string): Promise<void> {
    this.#seen = await this.#terminal.untilAfter(this.#seen, text);
  }

  /** Types at the next prompt. */
  async types(text: string): Promise<void> {
    await this.sees(PROMPT);
    this.#terminal.type(text);
  }

  press(keys: string): void {
    this.#terminal.type(keys);
  }
}

const chat = (...args: string[]) => new Session(args);
const lastOf = (index: number) => asked(server)[index]?.messages.at(-1)?.content;

async function leave(session: Session): Promise<number> {
  await session.types(CTRL_D);
  return session.ended;
}

describe('oint chat', () => {
  it('needs a terminal, and says what does not', async () => {
    const ended = await oint(['chat', 'hi'], { stdin: 'hello\n' });
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toContain('chat needs a terminal');
    expect(ended.stderr).toContain('oint ask "question"');
    const help = await oint(['chat', '--help']);
    expect(help.stdout).toContain('--continue');
    expect(help.stdout).not.toContain('--schema');
  });

  it('holds a conversation, shown as Markdown, and saves it', async () => {
    replies(server, '**First** answer', 'Second answer');
    const session = chat();
    await session.types('question 1\r');
    await session.sees('First');
    await session.types('question 2\r');
    await session.sees('Second answer');
    expect(await leave(session)).toBe(0);
    expect(session.output).not.toContain('**');
    expect(asked(server)[1]?.messages).toEqual([
      { role: 'user', content: 'question 1' },
      { role: 'assistant', content: '**First** answer' },
      { role: 'user', content: 'question 2' },
    ]);
    const [kept] = (await oint(['logs', 'export'], { env: env() })).stdout.trim().split('\n');
    expect(JSON.parse(kept!)).toMatchObject({ title: 'question 1', usage: { input: 2000 } });

    const again = chat('-c');
    await again.sees(`${PROMPT}question 2`);
    await again.sees('Second answer');
    await again.types('question 3\r');
    await again.sees('Second answer');
    expect(await leave(again)).toBe(0);
    expect(asked(server)[2]?.messages).toHaveLength(5);
  });

  it('takes the first question from the command line', async () => {
    replies(server, 'the answer');
    const session = chat('what', 'is', 'it?');
    await session.sees('the answer');
    expect(await leave(session)).toBe(0);
    expect(lastOf(0)).toBe('what is it?');
  });

  it('sends pasted lines as one question: marked as a paste, or at once', async () => {
    replies(server, 'answer');
    const session = chat();
    await session.types('\x1b[200~line one\r\n\tline \x1b[31mtwo\x1b[201~');
    session.press(' end\r');
    await session.sees('answer');
    await session.types('one\rtwo\r');
    await session.sees('answer');
    expect(await leave(session)).toBe(0);
    expect(asked(server)).toHaveLength(2);
    expect(lastOf(0)).toBe('line one\n    line [31mtwo end');
    expect(lastOf(1)).toBe('one\ntwo');
  });

  it('accepts several lines between quotes, and after a backslash', async () => {
    replies(server, 'answer');
    const session = chat();
    await session.types('"""\r');
    await session.sees('…');
    session.press('/first\r');
    await session.sees('…');
    session.press('second"""\r');
    await session.sees('answer');
    await session.types('one \\\r');
    await session.sees('…');
    session.press('two\r');
    await session.sees('answer');
    await session.types('/paste\r');
    await session.sees('…');
    session.press('never');
    session.press(CTRL_C);
    await session.sees('^C');
    session.press(CTRL_C);
    expect(await leave(session)).toBe(0);
    expect(asked(server)).toHaveLength(2);
    expect(lastOf(0)).toBe('/first\nsecond');
    expect(lastOf(1)).toBe('one \ntwo');
  });

  it('stops a reply at Ctrl-C and continues; twice at an empty prompt leaves', async () => {
    server.on('POST /chat/completions', endless('Once upon a time\n\n'));
    const session = chat();
    await session.types('tell me\r');
    await session.sees('Once upon a time');
    session.press(CTRL_C);
    await session.sees('interrupted');
    replies(server, 'The end.');
    await session.types('go on\r');
    await session.sees('The end.');
    expect(asked(server)[1]?.messages).toMatchObject([
      { content: 'tell me' },
      { role: 'assistant', content: 'Once upon a time\n\n' },
      { content: 'go on' },
    ]);
    await session.types('thrown away');
    await session.sees('thrown away');
    session.press(CTRL_C);
    await session.sees('^C');
    await session.types(CTRL_C);
    await session.sees('press Ctrl-C again');
    await session.types(CTRL_C);
    expect(await session.ended).toBe(0);
    expect(asked(server)).toHaveLength(2);
  });

  it('survives a failure of the server; the question can be retried', async () => {
    server.on('POST /chat/completions', (_, response) =>
      json(response, { error: { message: `out of order, ${SECRET}` } }, 400),
    );
    const session = chat();
    await session.types('question\r');
    await session.sees('out of order, ***');
    await session.sees('/retry asks again');
    replies(server, 'now it works');
    await session.types('/retry\r');
    await session.sees('now it works');
    expect(await leave(session)).toBe(0);
    expect(asked(server)[1]?.messages).toEqual([{ role: 'user', content: 'question' }]);
    expect(session.output).not.toContain(SECRET);
  });

  it('retries, undoes and starts over', async () => {
    replies(server, 'one', 'two', 'three', 'four');
    const session = chat();
    await session.types('/undo\r');
    await session.sees('there is no question yet');
    await session.types('first\r');
    await session.sees('one');
    await session.types('second\r');
    await session.sees('two');
    await session.types('/retry\r');
    await session.sees('three');
    expect(asked(server)[2]?.messages).toEqual(asked(server)[1]?.messages);
    await session.types('/undo\r');
    await session.sees('removed: second');
    await session.types('/new\r');
    await session.sees('new conversation');
    await session.types('third\r');
    await session.sees('four');
    expect(await leave(session)).toBe(0);
    expect(asked(server)[3]?.messages).toEqual([{ role: 'user', content: 'third' }]);
    const kept = (await oint(['logs', 'export'], { env: env() })).stdout.trim().split('\n');
    expect(kept.map((line) => JSON.parse(line).messages.length)).toEqual([2, 2]);
  });

  it('changes the model and the system prompt, attaches and saves', async () => {
    replies(server, 'answer');
    await writeFile(join(home, 'notes.txt'), 'remember');
    const session = chat('-u');
    await session.types('/model other\r');
    await session.sees('the model is other');
    await session.types('/system Be brief.\r');
    await session.sees('Be brief.');
    await session.types('/attach nothing.txt\r');
    await session.sees('nothing.txt');
    await session.types('/attach -\r');
    await session.sees('standard input is the keyboard here');
    await session.types('/attach "~/notes.txt"\r');
    await session.sees(`attached to the next question: ${join(home, 'notes.txt')}`);
    await session.types('see\r');
    await session.sees('answer');
    await session.sees('1000 tokens in, 500 out');
    await session.types('/system -\r');
    await session.sees('there is no system prompt');
    await session.types('again\r');
    await session.sees('answer');
    await session.types('/save talk.md\r');
    await session.sees('talk.md: 4 messages');
    await session.types('/save talk.json\r');
    await session.sees('talk.json: 4 messages');
    expect(await leave(session)).toBe(0);
    const [first, second] = asked(server);
    expect(first?.model).toBe('other');
    expect(first?.messages).toMatchObject([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ text: 'see' }, { text: expect.stringContaining('remember') }] },
    ]);
    expect(second?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(await readFile(join(home, 'talk.md'), 'utf8')).toContain('## assistant\n\nanswer');
    expect(JSON.parse(await readFile(join(home, 'talk.json'), 'utf8')).messages).toHaveLength(4);
  });

  it('reports unknown commands, and sends nothing', async () => {
    const session = chat();
    await session.types('/retyr\r');
    await session.sees('there is no command /retyr');
    await session.sees('retry');
    await session.types('/new now\r');
    await session.sees('/new takes no argument');
    await session.types('/help\r');
    await session.sees('/attach FILE');
    await session.types('/tools\r');
    await session.sees('none');
    await session.types('   \r');
    await session.types('/exit\r');
    expect(await session.ended).toBe(0);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['y', 1],
    ['n', 0],
  ])('asks for approval before a tool deletes: %s', async (key, deletions) => {
    replies(server, { calls: [['openai_DeleteFile', { id: 'file-1' }]] }, 'done');
    const session = chat('--tools', 'openai.DeleteFile,openai.GetModelList');
    await session.types('/tools\r');
    await session.sees('openai_DeleteFile');
    await session.sees('(deletes: needs approval)');
    await session.types('delete it\r');
    await session.sees('Allow it? [y/N]');
    session.press(`${key}\r`);
    await session.sees('done');
    expect(await leave(session)).toBe(0);
    expect(server.requests.filter(({ method }) => method === 'DELETE')).toHaveLength(deletions);
    // A reply to a prompt is not part of the history.
    expect(await readFile(join(data, 'chat-history.jsonl'), 'utf8')).toBe(
      '"/tools"\n"delete it"\n',
    );
  });

  it('ends the turn at Ctrl-C while it asks', async () => {
    replies(server, { calls: [['openai_DeleteFile', { id: 'file-1' }]] }, 'done');
    const session = chat('--tools', 'openai.DeleteFile');
    await session.types('delete it\r');
    await session.sees('Allow it? [y/N]');
    session.press(CTRL_C);
    await session.sees('interrupted');
    expect(await leave(session)).toBe(0);
    expect(asked(server)).toHaveLength(1);
  });

  it('keeps a history for the arrow keys, without secrets; with --no-log none', async () => {
    replies(server, 'answer');
    const session = chat();
    await session.types(`is it ${SECRET}?\r`);
    await session.sees('answer');
    expect(await leave(session)).toBe(0);
    const file = join(data, 'chat-history.jsonl');
    expect(await readFile(file, 'utf8')).toBe('"is it ***?"\n');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);

    const again = chat('--no-log');
    await again.types(UP);
    again.press('unkept\r');
    await again.sees('answer');
    expect(await leave(again)).toBe(0);
    expect(lastOf(1)).toBe('unkept');

    const third = chat();
    await third.types(UP);
    await third.sees('is it ***?');
    third.press('\r');
    await third.sees('answer');
    expect(await leave(third)).toBe(0);
    expect(lastOf(2)).toBe('is it ***?');
    const kept = (await oint(['logs', 'export'], { env: env() })).stdout;
    expect(kept).not.toContain('unkept');
    expect(kept).not.toContain(SECRET);
  });

  it('ends at Ctrl-D in the middle of a reply, and at a signal', async () => {
    server.on('POST /chat/completions', endless('Once upon a time\n\n'));
    const session = chat();
    await session.types('tell me\r');
    await session.sees('Once upon');
    session.press(CTRL_D);
    expect(await session.ended).toBe(0);
    const killed = inTerminal(['chat', ...to()], { env: env() });
    await killed.until(PROMPT);
    killed.signal('SIGTERM');
    expect(await killed.ended).toBe(143);
  });
});
