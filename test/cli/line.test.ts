import { describe, expect, it } from 'vitest';
import { bash, type Ended, oint } from '../support/oint.js';

// With methods that send nothing, whose output shows how the command line was parsed.

async function structure(...args: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await oint(args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Runs invalid command lines, all at once, and returns the error of each. */
async function complaints(...lines: string[][]): Promise<string[]> {
  const ended = await Promise.all(lines.map((args) => oint(args)));
  return ended.map(({ status, stdout, stderr }) => {
    expect({ status, stdout }, stderr).toEqual({ status: 2, stdout: '' });
    return stderr;
  });
}

const bob = { role: 'user', content: 'hi', name: 'Bob' };

describe('a name', () => {
  it('of a service or method is found in any case', async () => {
    const lines = ['GetUserMessage', 'getusermessage', 'GETUSERMESSAGE'].map((name) =>
      structure('openai', name, '--text', 'hi', '--name', 'Bob'),
    );
    const found = await Promise.all([
      ...lines,
      structure('OpenAI', 'GetUserMessage', '--text', 'hi', '--name', 'Bob'),
    ]);
    expect(found).toEqual([bob, bob, bob, bob]);
  });

  it('that is misspelled gets a suggestion', async () => {
    const [service, command, method, part, option, nothing, wrongCase] = await complaints(
      ['opnai', 'GetResponse'],
      ['confg', 'get'],
      ['openai', 'GetRespons'],
      ['openai', 'Embeddings'],
      ['openai', 'GetResponse', '--modle', 'gpt'],
      ['openai', 'Frobnicate'],
      ['openai', 'GetResponse', '--MSGS', 'hi'],
    );
    expect(service).toBe('oint: there is no service "opnai"\n  Did you mean openai?\n');
    expect(command).toContain('Did you mean config?');
    expect(method).toBe(
      'oint: openai: there is no method "GetRespons"\n  Did you mean GetResponse?\n',
    );
    expect(part).toContain('Did you mean GetEmbeddings?');
    expect(option).toBe(
      'oint: openai GetResponse: unknown option --modle\n  Did you mean --model?\n',
    );
    expect(nothing).toContain('Run oint openai to list its methods, or oint search to find one.');
    expect(wrongCase).toContain('Did you mean --msgs?');
  });

  it('that is unknown gets a hint how to list names', async () => {
    const [service, option, elsewhere, first] = await complaints(
      ['frobnicate'],
      ['openai', 'GetUserMessage', '--frobnicate', 'x'],
      ['openai', 'GetUserMessage', '--stream'],
      ['--debug', 'openai', 'GetModelList'],
    );
    expect(service).toContain(
      'Run oint --help to list services and commands, or oint search to find a method.',
    );
    expect(option).toContain(
      'Options: --text, --name, --out, --query, --output, --errors, --help.',
    );
    expect(elsewhere).toContain('this method does not support --stream');
    expect(first).toContain('expected a service or a command before --debug');
  });
});

describe('an option', () => {
  it('can be long or short, with a space or an equals sign', async () => {
    const found = await Promise.all([
      structure('openai', 'GetUserMessage', '--text=hi', '--name=Bob'),
      structure('openai', 'GetUserMessage', '-t', 'hi', '-n', 'Bob'),
      structure('openai', 'GetUserMessage', '-thi', '-nBob'),
      structure('openai', 'GetUserMessage', '-n', 'Bob', '--text', 'hi', '--'),
    ]);
    expect(found).toEqual([bob, bob, bob, bob]);
  });

  it('accepts a value that looks like an option, after an equals sign', async () => {
    const found = await Promise.all([
      structure('openai', 'GetUserMessage', '--text=--name'),
      structure('openai', 'GetUserMessage', '--text', '-5'),
      structure('openai', 'GetUserMessage', '--text', '--no-such-option'),
      structure('openai', 'GetUserMessage', '--text', 'a=b'),
    ]);
    expect(found.map((message) => (message as typeof bob).content)).toEqual([
      '--name',
      '-5',
      '--no-such-option',
      'a=b',
    ]);
  });

  it('can be empty, which leaves out an optional value', async () => {
    const [message, [missing]] = await Promise.all([
      structure('openai', 'GetUserMessage', '--text', '', '--name', ''),
      complaints(['openai', 'GetImageDescriptionStructure', '--prompt', 'x', '--amount', '']),
    ]);
    expect(message).toEqual({ role: 'user', content: '' });
    expect(missing).toContain('--amount must be a number such as 20 or 0.5, not ""');
  });

  it('without a value is an error, which says what follows it', async () => {
    const [last, before, short, withValue, common] = await complaints(
      ['openai', 'GetUserMessage', '--text'],
      ['openai', 'GetUserMessage', '--text', '--name', 'Bob'],
      ['openai', 'GetUserMessage', '-t', '-n', 'Bob'],
      ['openai', 'GetUserMessage', '--text', '--name=Bob'],
      ['openai', 'GetModelList', '--query', '--config'],
    );
    expect(last).toBe('oint: openai GetUserMessage: --text needs a value\n');
    expect(before).toContain('--text needs a value, but is followed by --name');
    expect(before).toContain('for the text itself, --text=--name');
    expect(short).toContain('-t needs a value, but is followed by -n');
    expect(withValue).toContain('--text needs a value, but is followed by --name');
    expect(common).toContain('--query needs a value, but is followed by --config');
  });

  it('is refused if it is repeated, or has a value that it does not accept', async () => {
    const [twice, value, missing, word] = await complaints(
      ['openai', 'GetUserMessage', '--text', 'a', '--text', 'b'],
      ['openai', 'GetResponse', '--stream=yes'],
      ['openai', 'GetUserMessage', '--name', 'Bob'],
      ['openai', 'GetUserMessage', '--text', 'hi', 'there'],
    );
    expect(twice).toContain('--text was given twice, but accepts only one value');
    expect(value).toContain('--stream does not take a value');
    expect(missing).toBe(
      'oint: openai GetUserMessage: --text is missing: Text of the message\n' +
        '  It must be text; @path reads a file, @@Name a config variable, - standard input.\n',
    );
    expect(word).toContain('"there" is not an option');
    expect(word).toContain('If a value contains spaces, put it in double quotes.');
  });

  it('is taken as it is with --NAME-raw, whatever it looks like', async () => {
    const texts = ['@/etc/passwd', '@@Name', '-', 'C:\\new\\table', '--text', "[{'a':1}]", ''];
    for (const text of texts) {
      expect(await structure('openai', 'GetUserMessage', `--text-raw=${text}`)).toEqual({
        role: 'user',
        content: text,
      });
    }
    const sends = async (...args: string[]) => {
      const model = [
        'openai',
        'GetResponse',
        '--dry-run',
        '--url',
        'http://server',
        '--model',
        'm',
      ];
      const { stdout } = await oint([...model, ...args]);
      return stdout;
    };
    for (const text of ['[1] what', "{'role':'system'}", 'http://127.0.0.1/x', '@f.json', '-']) {
      const sent = await sends('--msgs-raw', text);
      expect(sent).toContain(
        JSON.stringify({ role: 'user', content: text }).replaceAll("'", "'\\''"),
      );
    }
    expect(await sends('--msgs-raw', 'a', '--msgs-raw', '@b')).toContain(
      '[{"role":"user","content":"a"},{"role":"user","content":"@b"}]',
    );
    const [both, binary] = await complaints(
      ['openai', 'GetUserMessage', '--text', 'a', '--text-raw', 'b'],
      ['openai', 'UploadFile', '--data-raw', 'b'],
    );
    expect(both).toContain('--text and --text-raw cannot both be given');
    expect(binary).toContain('unknown option --data-raw');
  });

  it('that is a list can be repeated', async () => {
    const { status, stdout } = await oint([
      ...['openai', 'GetResponse', '--dry-run', '--url', 'http://server', '--model', 'm'],
      ...['--msgs', "{'role':'system','content':'Be brief'}"],
      ...['--msgs', "[{'role':'user','content':'hi'}]", '-s', 'there'],
    ]);
    expect(status).toBe(0);
    const sent = JSON.parse(/--data-raw '(.*)'/.exec(stdout)![1]!);
    expect(sent.messages).toEqual([
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'hi' },
      { role: 'user', content: 'there' },
    ]);
  });
});

describe('standard input', () => {
  const message = (args: string[], stdin?: string | 'open') =>
    oint(['openai', 'GetUserMessage', ...args], { stdin });
  const content = ({ stdout }: Ended) => (JSON.parse(stdout) as typeof bob).content;

  it('is only read for the value -', async () => {
    const [read, escaped, silent] = await Promise.all([
      message(['--text', '-'], 'from the pipe\n'),
      message(['--text', '\\-'], 'open'),
      // It stays open and silent, and nothing waits for it.
      message(['--text', 'typed'], 'open'),
    ]);
    expect(content(read)).toBe('from the pipe\n');
    expect(content(escaped)).toBe('-');
    expect(content(silent)).toBe('typed');
  });

  it('cannot be read by a second option, which is refused before anything is read', async () => {
    const [two, list, config] = await Promise.all([
      message(['--text', '-', '--name', '-'], 'open'),
      oint(['openai', 'GetResponse', '--msgs', '-', '--msgs', '-'], { stdin: 'open' }),
      oint(['openai', 'GetModelList', '--token', '-', '--config', '-'], { stdin: 'open' }),
    ]);
    expect([two, list, config].map(({ status }) => status)).toEqual([2, 2, 2]);
    expect(two.stderr).toContain('--text and --name both read standard input');
    expect(two.stderr).toContain('Use a file for one of them: --name @path');
    expect(list.stderr).toContain('--msgs and --msgs both read standard input');
    expect(config.stderr).toContain('--token and --config both read standard input');
  });

  it('that stays open does not keep a finished command running', async () => {
    const upload = ['openai', 'UploadFile', '--name', 'a.txt', '--purpose', 'assistants'];
    const { status, stderr } = await oint(
      [...upload, '--data', '-', '--url', 'http://127.0.0.1:1', '--config', "{'retries':0}"],
      { stdin: 'open' },
    );
    expect(status).toBe(3);
    expect(stderr).toContain('connection refused');
  });
});

describe('text', () => {
  it('from a shell can contain control characters, files and apostrophes', async () => {
    const { status, stdout } = await bash(
      [
        'printf "from a file" > said.txt',
        String.raw`oint openai GetUserMessage --text "one\ntwo"`,
        String.raw`oint openai GetUserMessage --text 'C:\\new'`,
        'oint openai GetUserMessage --text @said.txt',
        `oint openai GetUserMessage --text "it's \\"fine\\""`,
      ].join('\n'),
    );
    expect(status).toBe(0);
    const contents = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as typeof bob).content);
    expect(contents).toEqual(['one\ntwo', String.raw`C:\new`, 'from a file', `it's "fine"`]);
  });
});
