import { describe, expect, it } from 'vitest';
import { readIndex, readManifest } from '../../src/catalogue/manifest.js';
import { commands } from '../../src/cli/start/commands.js';
import { bash, inTerminal, oint, withoutColours } from '../support/oint.js';

const ESCAPE = '\x1b';

/** All pages of help except those of methods. */
const PAGES = [
  ['--help'],
  ['openai'],
  ['config'],
  ['completion'],
  ['openai', 'GetResponse', '--config'],
];
const METHODS = ['GetResponse', 'GetImages', 'UploadFile', 'GenerateSpeech', 'GetUserMessage'];
const pages = [...PAGES, ...METHODS.map((method) => ['openai', method, '--help'])];

/** Lines that are too wide. A word alone on its line (a URL) cannot be wrapped. */
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

  it('is the same for all ways to request it', async () => {
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

  it('of oint lists the services, a command to try and further commands', async () => {
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

  it('of each of OInt’s own commands has its usage, and oint lists it', async () => {
    const whole = await help();
    const { services } = readIndex();
    for (const name of Object.keys(commands)) {
      expect(await help(name, '--help')).toContain(`oint ${name}`);
      expect(whole).toContain(`\n  oint ${name} `);
      expect(services.map((service) => service.name)).not.toContain(name);
    }
  });

  it('of a service lists its methods by region, with summaries', async () => {
    const text = await help('openai');
    const titles = ['Requests processing', 'File management', 'Audio processing'];
    for (const title of titles) expect(text).toMatch(new RegExp(`^${title}$`, 'm'));
    expect(text).toMatch(/^ {2}UploadFile {2,}Uploads a file for use by its ID/m);
    const { regions } = readManifest('openai');
    const known = regions.flatMap(({ methods }) => methods.map(({ name }) => name));
    const listed = [...text.matchAll(/^ {2}([A-Z]\w+) {2,}\S/gm)].map(([, name]) => name);
    expect(listed).toEqual(known);
  });

  it('of a method has its options, an example and the link to the API', async () => {
    const text = await help('openai', 'UploadFile', '--help');
    expect(text).toMatch(/^ {2}-n, --name TEXT {2,}File name with its extension {2}\(required\)$/m);
    expect(text).toMatch(/^ {2}-t, --token SECRET .*\(optional\)$/m);
    expect(text).toMatch(/^ {2}-d, --data BYTES /m);
    expect(text).toContain('(required; such as assistants, batch');
    expect(text).toMatch(/^ {6}--out FILE /m);
    // The possible values of each kind, once.
    expect(text).toMatch(/^Values\n {2}TEXT {4}text; @path reads a file/m);
    expect(text).toMatch(/^ {2}SECRET {2}.*env:NAME, file:PATH, cmd:COMMAND/m);
    expect(text).toMatch(/^ {2}BYTES {3}a path, an http\(s\) or data: URL/m);
    expect(text).toMatch(
      /^Errors\n {2}InputError {2}The file does not exist\. Nothing was sent\.$/m,
    );
    expect(text).toContain('https://platform.openai.com/docs/api-reference/files/create');
    const list = await help('openai', 'GetFilesList', '--help');
    expect(list).toMatch(/-l, --limit NUMBER .*\(default 10000\)/);
    // TypeScript names are replaced with options.
    const speech = await help('openai', 'GenerateSpeech', '--help');
    expect(speech).toContain('With --out they are written to disk');
    expect(speech).not.toContain('saveTo');
  });

  it('shows an example that can be pasted, also if it is wrapped', async () => {
    const text = await help('openai', 'GetResponse', '--help');
    const [, example] = /\nExample\n([\s\S]*?)\n\n/.exec(text)!;
    expect(example).toContain(' \\\n');
    const { status, stdout } = await bash(`${example} --dry-run`);
    expect(status).toBe(0);
    expect(stdout).toContain('http://localhost:8080/v1/chat/completions');
  });

  it('has the default of an optional option', async () => {
    const text = await help('openai', 'GetResponse', '--help');
    expect(text).toMatch(/--url TEXT[^(]*\(default local\)/);
    expect(text).toMatch(/--model TEXT[^(]*\(required, unless --url is local\)/);
    expect(text).toContain('\nWithout a server\n  oint openai GetResponse --msgs ');
  });

  it('instead of a call with missing options is an error', async () => {
    const [asked, bare] = await Promise.all([
      help('openai', 'UploadFile', '--help'),
      oint(['openai', 'UploadFile']),
    ]);
    expect(bare).toMatchObject({ status: 2, stdout: '', stderr: asked });
  });

  it('of --config lists the call options, with defaults', async () => {
    const text = await help('openai', 'GetResponse', '--config');
    expect(text).toMatch(/^ {2}timeout .*\(default 1800 s\)$/m);
    expect(text).toMatch(/^ {2}connectTimeout .*\(default 10 s\)$/m);
    expect(text).toContain('fullResponse, adv_response');
    expect(text).toContain(`--config "{'timeout':60,'retries':3}"`);
    // Before another option it has no value either.
    expect(await help('openai', 'GetResponse', '--config', '--msgs', 'hi')).toBe(text);
    expect(await help('openai', 'GetResponse', '--config', '-s', 'hi')).toBe(text);
    // Call options that the service's methods do not support are left out.
    expect(text).not.toContain('hostKey');
    const ssh = await help('ssh', 'ExecuteCommand', '--config');
    expect(ssh).toMatch(/^ {2}hostKey /m);
    expect(ssh).not.toContain('retries');
  });
});

describe('help on a terminal', () => {
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

  it('is colored, and plain with NO_COLOR or on a dumb terminal', async () => {
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
