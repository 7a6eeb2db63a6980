import { describe, expect, it } from 'vitest';
import { readIndex, readManifest } from '../../src/catalogue/manifest.js';
import { commands } from '../../src/cli/start/commands.js';
import { bash, inTerminal, oint, withoutColours } from '../support/oint.js';

const ESCAPE = '\x1b';

/** Every page of help there is beside those of the methods. */
const PAGES = [
  ['--help'],
  ['openai'],
  ['config'],
  ['completion'],
  ['openai', 'GetResponse', '--config'],
];
const METHODS = ['GetResponse', 'GetImages', 'UploadFile', 'GenerateSpeech', 'GetUserMessage'];
const pages = [...PAGES, ...METHODS.map((method) => ['openai', method, '--help'])];

/** What is wider than it may be. A word alone on its line (an address) cannot be broken. */
function tooWide(text: string, columns: number): string[] {
  return text.split('\n').filter((line) => line.length > columns && /\S\s+\S/.test(line.trim()));
}

async function help(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await oint(args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe('help', () => {
  it('of every level is plain text within 100 columns on standard output', async () => {
    const shown = await Promise.all(pages.map((page) => help(...page)));
    for (const text of shown) {
      expect(tooWide(text, 100)).toEqual([]);
      expect(text).not.toMatch(/[ \t]$|\n\n\n|undefined|\[object/m);
      expect(text).not.toContain(ESCAPE);
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  it('is the same however it is asked for', async () => {
    const same = async (...ways: string[][]) =>
      new Set(await Promise.all(ways.map((way) => help(...way)))).size;
    expect(await same([], ['--help'], ['-h'], ['help'])).toBe(1);
    expect(await same(['openai'], ['openai', '-h'], ['help', 'openai'])).toBe(1);
    const method = ['openai', 'getuserMessage'];
    expect(
      await same(
        [...method, '--help'],
        [...method, '-h'],
        [...method, 'help'],
        ['help', ...method],
        [...method, '--text', 'hi', '--help'],
      ),
    ).toBe(1);
  });

  it('of the whole names the services, a way to try it and how to go on', async () => {
    const text = await help();
    const { categories, services } = readIndex();
    for (const category of categories) {
      const names = services.filter((one) => one.category === category).map(({ name }) => name);
      const line = new RegExp(`^ {2}${category} {2,}${names.join(', ')}$`, 'm');
      if (names.length > 0) expect(text).toMatch(line);
      else expect(text).not.toContain(category);
    }
    expect(text).toContain('oint <service> <Method> --option value');
    expect(text).toContain('oint openai GetResponse --text --msgs "How do I upload a file?"');
    for (const more of ['oint config', 'oint completion <shell>', 'oint --version']) {
      expect(text).toContain(more);
    }
  });

  it('of each of OInt’s own commands says how it is typed, and the whole names it', async () => {
    const whole = await help();
    const { services } = readIndex();
    for (const name of Object.keys(commands)) {
      expect(await help(name, '--help')).toContain(`oint ${name}`);
      expect(whole).toContain(`\n  oint ${name} `);
      expect(services.map((service) => service.name)).not.toContain(name);
    }
  });

  it('of a service lists its methods by region, each with its sentence', async () => {
    const text = await help('openai');
    const titles = ['Requests processing', 'File management', 'Audio processing'];
    for (const title of titles) expect(text).toMatch(new RegExp(`^${title}$`, 'm'));
    expect(text).toMatch(/^ {2}UploadFile {2,}Uploads a file for use by its ID/m);
    const { regions } = readManifest('openai');
    const known = regions.flatMap(({ methods }) => methods.map(({ name }) => name));
    const listed = [...text.matchAll(/^ {2}([A-Z]\w+) {2,}\S/gm)].map(([, name]) => name);
    expect(listed).toEqual(known);
  });

  it('of a method has its options, a line to paste and the link to the API', async () => {
    const text = await help('openai', 'UploadFile', '--help');
    expect(text).toMatch(/^ {2}-n, --name TEXT {2,}File name with its extension {2}\(required\)$/m);
    expect(text).toMatch(/^ {2}-t, --token SECRET .*\(optional\)$/m);
    expect(text).toMatch(/^ {2}-d, --data BYTES /m);
    expect(text).toContain('(required; such as assistants, batch');
    expect(text).toMatch(/^ {6}--out FILE /m);
    // What may be typed for each kind of value, once.
    expect(text).toMatch(/^Values\n {2}TEXT {4}text; @path reads a file/m);
    expect(text).toMatch(/^ {2}SECRET {2}.*env:NAME, file:PATH, cmd:COMMAND/m);
    expect(text).toMatch(/^ {2}BYTES {3}a path, an http\(s\) or data: URL/m);
    expect(text).toMatch(
      /^Errors\n {2}InputError {2}The file does not exist\. Nothing was sent\.$/m,
    );
    expect(text).toContain('https://platform.openai.com/docs/api-reference/files/create');
    const list = await help('openai', 'GetFilesList', '--help');
    expect(list).toMatch(/-l, --limit NUMBER .*\(default 10000\)/);
    // What only a program knows goes by the command line's own names.
    const speech = await help('openai', 'GenerateSpeech', '--help');
    expect(speech).toContain('With --out they are written to disk');
    expect(speech).not.toContain('saveTo');
  });

  it('shows a line that works as it stands, also where it is broken in two', async () => {
    const text = await help('openai', 'GetResponse', '--help');
    const [, example] = /\nExample\n([\s\S]*?)\n\n/.exec(text)!;
    expect(example).toContain(' \\\n');
    const { status, stdout } = await bash(`${example} --dry-run`);
    expect(status).toBe(0);
    expect(stdout).toContain('http://localhost:8080/v1/chat/completions');
  });

  it('says what an option is by default where nobody has to give it', async () => {
    const text = await help('openai', 'GetResponse', '--help');
    expect(text).toMatch(/--url TEXT[^(]*\(default local\)/);
    expect(text).toMatch(/--model TEXT[^(]*\(required, unless --url is local\)/);
    expect(text).toContain('\nWithout a server\n  oint openai GetResponse --msgs ');
  });

  it('in place of a bare method that lacks something is an error', async () => {
    const [asked, bare] = await Promise.all([
      help('openai', 'UploadFile', '--help'),
      oint(['openai', 'UploadFile']),
    ]);
    expect(bare).toMatchObject({ status: 2, stdout: '', stderr: asked });
  });

  it('of --config lists what it takes, with the defaults', async () => {
    const text = await help('openai', 'GetResponse', '--config');
    expect(text).toMatch(/^ {2}timeout .*\(default 1800 s\)$/m);
    expect(text).toMatch(/^ {2}connectTimeout .*\(default 10 s\)$/m);
    expect(text).toContain('fullResponse, adv_response');
    expect(text).toContain(`--config "{'timeout':60,'retries':3}"`);
    // Before another option it has no value either.
    expect(await help('openai', 'GetResponse', '--config', '--msgs', 'hi')).toBe(text);
    expect(await help('openai', 'GetResponse', '--config', '-s', 'hi')).toBe(text);
    // What does nothing for a service's methods is not among them.
    expect(text).not.toContain('hostKey');
    const ssh = await help('ssh', 'ExecuteCommand', '--config');
    expect(ssh).toMatch(/^ {2}hostKey /m);
    expect(ssh).not.toContain('retries');
  });
});

describe('help in a terminal', () => {
  it('fits into 60 columns', async () => {
    const shown = await Promise.all(
      pages.map(async (page) => {
        const terminal = inTerminal(page, { columns: 60 });
        expect(await terminal.ended).toBe(0);
        return withoutColours(terminal.output);
      }),
    );
    for (const text of shown) {
      expect(tooWide(text, 60)).toEqual([]);
      expect(text).not.toContain('\ufffd');
      expect(text).not.toContain(ESCAPE);
    }
  });

  it('is coloured, and plain with NO_COLOR or on a dumb terminal', async () => {
    const run = async (args: string[], env = {}) => {
      const terminal = inTerminal(args, { env });
      await terminal.ended;
      return terminal.output;
    };
    const args = ['openai', 'GetUserMessage', '--help'];
    const [coloured, noColor, dumb, config, plain] = await Promise.all([
      run(args),
      run(args, { NO_COLOR: '1' }),
      run(args, { TERM: 'dumb' }),
      run(['config']),
      help(...args),
    ]);
    expect(coloured).toContain(`${ESCAPE}[1moint openai GetUserMessage`);
    expect(coloured).toContain(`${ESCAPE}[36m`);
    expect(withoutColours(coloured)).toBe(plain);
    expect(noColor).toBe(plain);
    expect(dumb).toBe(plain);
    expect(config).toContain(`${ESCAPE}[36m`);
  });
});

describe('the version', () => {
  it('is that of the package', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    const ways = await Promise.all([help('--version'), help('-V'), help('version')]);
    expect(new Set(ways)).toEqual(new Set([`${manifest.version}\n`]));
  });
});
