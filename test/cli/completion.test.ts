import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/start/commands.js';
import { bash, home, oint } from '../support/oint.js';

async function candidates(...words: string[]): Promise<string[]> {
  const { status, stdout, stderr } = await oint(['__complete', ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0]!);
}

describe('the candidates', () => {
  it('are services, then methods, then options, each with its summary', async () => {
    const { stdout } = await oint(['__complete', '']);
    expect(stdout).toMatch(/^openai\tChat with images/m);
    expect(stdout).toMatch(/^config\t/m);
    const [services, methods, options, more] = await Promise.all([
      candidates('op'),
      candidates('openai', 'getimage'),
      candidates('openai', 'GetUserMessage', ''),
      candidates('OpenAI', 'getusermessage', '--n'),
    ]);
    expect(services).toEqual(['openai']);
    expect(methods).toEqual([
      'GetImages',
      'GetImageMessageStructure',
      'GetImageDescriptionStructure',
    ]);
    expect(options).toEqual([
      '--text',
      '--name',
      '--out',
      '--query',
      '--output',
      '--errors',
      '--help',
    ]);
    expect(more).toEqual(['--name']);
  });

  it('are one-letter options after a dash, and Russian names after a Russian letter', async () => {
    const [letters, names, options] = await Promise.all([
      candidates('openai', 'GetUserMessage', '-'),
      candidates('openai', 'ПолучитьСообщ'),
      candidates('openai', 'ПолучитьСообщениеПользователя', '--n'),
    ]);
    expect(letters).toEqual([
      ...['--text', '-t', '--name', '-n', '--out', '--query', '--output', '--errors', '--help'],
    ]);
    expect(names).toEqual([
      'ПолучитьСообщениеПользователя',
      'ПолучитьСообщениеАссистента',
      'ПолучитьСообщениеСистемы',
    ]);
    expect(options).toEqual(['--name']);
  });

  it('are profiles after -p, and then the same as without', async () => {
    await oint(['config', 'set', 'profiles.prod.s3.region', 'eu-west-1']);
    const [names, services] = await Promise.all([
      candidates('-p', ''),
      candidates('-p', 'prod', 'op'),
    ]);
    expect(names).toEqual(['prod']);
    expect(services).toEqual(['openai']);
    await oint(['config', 'unset', 'profiles']);
  });

  it('are usual values after an option, and none if a file or text follows', async () => {
    const upload = ['openai', 'UploadFile'];
    const [spaced, short, joined, split, file, text] = await Promise.all([
      candidates(...upload, '--purpose', 'v'),
      candidates('openai', 'GetMessageStructure', '-r', ''),
      candidates(...upload, '--purpose=v'),
      candidates(...upload, '--purpose', '=', 'v'),
      candidates(...upload, '--out', ''),
      candidates(...upload, '--name', ''),
    ]);
    expect(spaced).toEqual(['vision']);
    expect(short).toEqual(['user', 'assistant', 'system', 'developer']);
    expect(joined).toEqual(['--purpose=vision']);
    expect(split).toEqual(['vision']);
    expect([file, text]).toEqual([[], []]);
  });

  it('leave out options already used, unless they are repeatable', async () => {
    const left = await candidates(
      'openai',
      'GetResponse',
      '-m',
      'm',
      '--msgs',
      'hi',
      '--text',
      '--',
    );
    expect(left).toContain('--msgs');
    expect(left).toContain('--stream');
    expect(left).not.toContain('--model');
    expect(left).not.toContain('--text');
  });

  it('are the options of ask and chat, and none if a value follows', async () => {
    const [asks, chats, value, used] = await Promise.all([
      candidates('ask', '--sch'),
      candidates('chat', 'hello', '--sch'),
      candidates('ask', 'hello', '-m', ''),
      candidates('ask', '--attach', 'a.png', '-m', 'x', '--'),
    ]);
    expect([asks, chats, value]).toEqual([['--schema'], [], []]);
    expect(used).toContain('--attach');
    expect(used).not.toContain('--model');
  });

  it('are the names of OInt’s own commands, and the words that may follow each', async () => {
    const [{ stdout }, mcp, start, used, logs] = await Promise.all([
      oint(['__complete', '']),
      candidates('mcp', ''),
      candidates('mcp', 'start', '--read'),
      candidates('mcp', 'start', '--read-only', '--allow', 'openai.*', '--'),
      candidates('logs', 's'),
    ]);
    for (const [name, { summary }] of Object.entries(commands)) {
      expect(stdout).toContain(`${name}\t${summary}\n`);
    }
    expect([mcp, start, logs]).toEqual([['start', 'config'], ['--read-only'], ['show', 'search']]);
    expect(used).toContain('--allow');
    expect(used).not.toContain('--read-only');
  });

  it('include --help and --version, and nothing for unknown words', async () => {
    const all = await Promise.all([
      candidates('config', ''),
      candidates('completion', 'p'),
      candidates('config', 'path', ''),
      candidates('frobnicate', ''),
      candidates('openai', 'Frobnicate', ''),
      // PowerShell sends this for an empty word.
      candidates('config', '""'),
    ]);
    expect(all).toEqual([
      ['path', 'get', 'set', 'edit', 'unset'],
      ['powershell'],
      [],
      [],
      [],
      ['path', 'get', 'set', 'edit', 'unset'],
    ]);
  });
});

describe('the script', () => {
  it('of bash completes words', async () => {
    const { status, stdout, stderr } = await bash(`
      eval "$(oint completion bash)"
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _oint; echo "\${COMPREPLY[*]}"; }
      try oint op
      try oint openai getmodell
      try oint openai UploadFile --url http : //localhost:8080 --pu
      try oint openai UploadFile --purpose = vis
      try oint openai UploadFile --data ''
      complete -p oint
    `);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'openai',
      'GetModelList',
      '--purpose',
      'vision',
      '',
      'complete -o bashdefault -o default -F _oint oint',
      '',
    ]);
  });

  const others = [
    { shell: 'zsh', program: 'zsh', check: ['-n'] },
    { shell: 'fish', program: 'fish', check: ['--no-execute'] },
  ];
  for (const { shell, program, check } of others) {
    it(`of ${shell} is valid`, async ({ skip }) => {
      const missing = spawnSync(program, ['--version']).error !== undefined;
      skip(missing, `${program} is not installed`);
      const { stdout } = await oint(['completion', shell]);
      const path = join(home, `completion.${shell}`);
      await writeFile(path, stdout);
      const { status, stderr } = spawnSync(program, [...check, path], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });
  }

  it('of PowerShell is valid', async ({ skip }) => {
    skip(spawnSync('pwsh', ['-Version']).error !== undefined, 'pwsh is not installed');
    const { stdout } = await oint(['completion', 'pwsh']);
    const path = join(home, 'completion.ps1');
    await writeFile(path, stdout);
    const script = `. '${path}'; (TabExpansion2 'oint config un' 14).CompletionMatches.CompletionText`;
    const { status } = spawnSync('pwsh', ['-NoProfile', '-Command', script], { encoding: 'utf8' });
    expect(status).toBe(0);
  });

  it('exists for four shells, and the help says how to load it', async () => {
    const [usage, unknown, ...scripts] = await Promise.all([
      oint(['completion']),
      oint(['completion', 'tcsh']),
      ...['bash', 'zsh', 'fish', 'powershell', 'pwsh'].map((shell) => oint(['completion', shell])),
    ]);
    expect(usage).toMatchObject({ status: 0, stderr: '' });
    for (const { status, stdout } of scripts) {
      expect(status).toBe(0);
      expect(stdout).toContain('oint __complete');
    }
    expect(scripts[4]!.stdout).toBe(scripts[3]!.stdout);
    expect(unknown).toMatchObject({
      status: 2,
      stdout: '',
      stderr:
        'oint: completion: unknown shell "tcsh"\n  Use one of: bash, zsh, fish, powershell.\n',
    });
  });
});

describe('what this user has', () => {
  it('is completed: models, templates, profiles, keys of the config', async () => {
    const config = {
      openai: { model: 'm-usual', token: 'sk-secret' },
      aliases: { fast: 'm-fast' },
      templates: { short: { prompt: 'Summarize: $input' } },
      profiles: { work: { model: 'm-work' } },
    };
    const env = { OINT_CONFIG: join(home, 'known.json'), OINT_DATA: join(home, 'known') };
    await writeFile(env.OINT_CONFIG, JSON.stringify(config));
    await oint(['ask', '--url', 'local', '-m', 'oint-guide', 'What is OInt?'], { env });
    const of = async (...words: string[]) => {
      const { stdout } = await oint(['__complete', ...words, ''], { env });
      expect(stdout).not.toContain('sk-secret');
      return stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t')[0]!);
    };
    const models = ['fast', 'm-usual', 'm-work'];
    expect(await of('ask', '-m')).toEqual(models);
    expect(await of('openai', 'GetResponse', '--model')).toEqual(models);
    expect(await of('chat', '--template')).toEqual(['short']);
    expect(await of('ask', '-p')).toEqual(['work']);
    expect(await of('config', 'get')).toEqual([
      ...['openai.model', 'openai.token', 'aliases.fast'],
      ...['templates.short.prompt', 'profiles.work.model'],
    ]);
    expect(await of('config', 'set')).toEqual(expect.arrayContaining(['s3.basic', 'openai.url']));
    expect(await of('config', 'get', 'openai.model')).toEqual([]);
    const [id, ...others] = await of('logs', 'show');
    expect([id, others]).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/), []]);
    expect(await of('ask', '--conversation')).toEqual([id]);
  });
});
