import { describe, expect, it } from 'vitest';
import { inTerminal, oint, withoutColours } from '../support/oint.js';

async function page(...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await oint(['docs', ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

async function refused(...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await oint(['docs', ...words]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  return stderr;
}

describe('oint docs', () => {
  it('lists guides, services and the command for a method', async () => {
    const [list, asked] = await Promise.all([page(), page('--help')]);
    for (const word of ['quoting', 'mcp', 'services', 'call-options', '<service> <Method>']) {
      expect(list).toMatch(new RegExp(`^ {2}oint docs ${word} {2}`, 'm'));
    }
    expect(asked).toBe(list);
  });

  it('prints the page of a method as Markdown, with its name in any case', async () => {
    const [text, same] = await Promise.all([
      page('openai', 'GetResponse'),
      page('OpenAI', 'getresponse'),
    ]);
    expect(text).toMatch(
      /^# openai GetResponse\n\nCreates a chat completion: asks a model and returns its answer\.\n/,
    );
    expect(text).toContain('| `--msgs` `-s` | `messages` | list | yes |');
    expect(text).toContain("import openai from 'oint/openai';");
    expect(same).toBe(text);
  });

  it('prints services, guides and the call options, with commands instead of links', async () => {
    const [service, guide, options, services] = await Promise.all([
      page('sqlite'),
      page('start'),
      page('call-options'),
      page('services'),
    ]);
    expect(service).toContain(
      '| GetRecords | Gets the rows of a table that match the filters; without filters, all rows. |',
    );
    expect(guide).toContain('Values and quoting (`oint docs quoting`)');
    for (const text of [service, guide, options, services]) expect(text).not.toMatch(/\]\([^h)]/);
    // Attributes for the tests are removed.
    expect(guide).not.toMatch(/^```\w+ /m);
    expect(options).toContain('| `timeout` |');
    expect(services).toMatch(/^## AI\n\n\| Service [\s\S]*`openai`[\s\S]*^## Databases$/m);
  });

  it('shows a page on a terminal without Markdown syntax, within its width', async () => {
    const terminal = inTerminal(['docs', 'openai', 'GetResponse'], { columns: 80 });
    expect(await terminal.ended).toBe(0);
    const text = withoutColours(terminal.output);
    expect(text).toContain('openai GetResponse');
    expect(text).not.toMatch(/^#|\*\*|\| --- \|/m);
    const prose = text.replace(/^```[\s\S]*?^```/gm, '');
    const wide = prose.split('\n').filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });

  it('refuses unknown pages, with a suggestion', async () => {
    const [typo, method, alone, program, extra, third] = await Promise.all([
      refused('quotin'),
      refused('openai', 'GetRespons'),
      refused('UploadFile'),
      refused('nonsense'),
      refused('quoting', 'GetResponse'),
      refused('openai', 'GetResponse', 'more'),
    ]);
    expect(typo).toContain('Did you mean quoting?');
    expect(method).toContain('Did you mean GetResponse?');
    expect(alone).toContain('oint docs openai UploadFile');
    expect(alone).toContain('oint docs sftp UploadFile');
    expect(program).toContain('Run oint docs to list all pages.');
    expect(extra).toContain('"quoting" is not a service');
    expect(third).toContain('unexpected argument "more"');
  });

  it('completes pages, and the methods of a service', async () => {
    const words = async (...typed: string[]) => {
      const { stdout } = await oint(['__complete', 'docs', ...typed]);
      return stdout.split('\n').map((line) => line.split('\t')[0]);
    };
    const [pages, methods, none] = await Promise.all([
      words('q'),
      words('sqlite', 'create'),
      words('openai', 'GetResponse', ''),
    ]);
    expect(pages).toEqual(['quoting', 'quirks', '']);
    expect(methods).toEqual(['CreateConnection', 'CreateTable', '']);
    expect(none).toEqual(['']);
  });
});

it.each(['ask', 'chat', 'logs', 'config', 'completion', 'each', 'run', 'server', 'search'])(
  'oint docs %s is a page about the command',
  async (command) => {
    const { status, stdout } = await oint(['docs', command]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^# /);
    expect(stdout).toContain(`oint ${command}`);
  },
);
