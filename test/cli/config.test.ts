import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  configFile,
  home,
  inTerminal,
  type Options,
  oint,
  type Terminal,
  withoutColours,
} from '../support/oint.js';
import { completion, OpenAiServer } from '../support/openai-server.js';
import { json } from '../support/server.js';

const SECRET = 'sk-sentinel-4f1c';

beforeEach(() => rm(configFile, { force: true }));

function config(args: string[], options?: Options) {
  return oint(['config', ...args], options);
}

/** Runs `oint config` commands one after another; each must succeed. */
async function inOrder(...lines: string[][]): Promise<string> {
  let stdout = '';
  for (const line of lines) {
    const ended = await config(line);
    expect(ended, line.join(' ')).toMatchObject({ status: 0, stderr: '' });
    stdout = ended.stdout;
  }
  return stdout;
}

const stored = async () => JSON.parse(await readFile(configFile, 'utf8'));

describe('oint config', () => {
  it('stores profiles, masks their secrets, and removes values or whole profiles', async () => {
    await inOrder(
      ['set', 'profiles.work.url', 'http://user:pass@localhost:8080/?api-key=S3&v=1'],
      ['set', 'profiles.work.token', SECRET],
      ['set', 'profiles.work.options', "{'user':'me'}"],
      ['set', 'profiles.home.model', 'qwen3'],
    );
    expect(await stored()).toEqual({
      profiles: {
        work: {
          url: 'http://user:pass@localhost:8080/?api-key=S3&v=1',
          token: SECRET,
          options: "{'user':'me'}",
        },
        home: { model: 'qwen3' },
      },
    });
    expect(await inOrder(['get', 'profiles.home.model'])).toBe('qwen3\n');
    expect(JSON.parse(await inOrder(['get', 'profiles.work']))).toEqual({
      url: 'http://***@localhost:8080/?api-key=***&v=1',
      token: '***',
      options: '***',
    });
    expect(await inOrder(['get'])).not.toContain(SECRET);
    expect(await config(['get', 'profiles.none.url'])).toMatchObject({ status: 1, stdout: '' });
    await inOrder(['unset', 'profiles.work.token'], ['unset', 'profiles.home']);
    expect(Object.keys((await stored()).profiles.work)).toEqual(['url', 'options']);
    expect((await stored()).profiles.home).toBeUndefined();
  });

  it('refuses unknown keys of profiles', async () => {
    const [misspelled, bare, proto] = await Promise.all([
      config(['set', 'profiles.work.modle', 'm']),
      config(['set', 'profiles.work', 'm']),
      config(['set', 'profiles.__proto__.url', 'm']),
    ]);
    expect(misspelled).toMatchObject({ status: 2, stdout: '' });
    expect(misspelled.stderr).toContain('no method of openai has an option "modle"');
    expect(misspelled.stderr).toContain('model');
    expect(bare.stderr).toContain('profiles.NAME.openai.url');
    expect(proto.stderr).toContain('is not a valid key');
  });

  it('stores values in a file that only its owner can read, and removes them', async () => {
    expect(await inOrder(['path'])).toBe(`${configFile}\n`);
    expect(await inOrder(['get'])).toBe('{}\n');
    await inOrder(
      ['set', 'openai.url', 'http://localhost:8080'],
      ['set', 'openai.model', ' gpt-5-mini '],
      ['set', 'openai.token', SECRET],
      ['set', 'vars.Greeting', 'hello'],
    );
    expect(await stored()).toEqual({
      openai: { url: 'http://localhost:8080', model: 'gpt-5-mini', token: SECRET },
      vars: { Greeting: 'hello' },
    });
    if (process.platform !== 'win32') expect((await stat(configFile)).mode & 0o777).toBe(0o600);
    expect(await inOrder(['get', 'openai.model'])).toBe('gpt-5-mini\n');
    await inOrder(['unset', 'openai.token'], ['unset', 'openai.url'], ['unset', 'vars.None']);
    expect(await stored()).toEqual({
      openai: { model: 'gpt-5-mini' },
      vars: { Greeting: 'hello' },
    });
    expect(await config(['get', 'openai.url'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: '',
    });
  });

  it('is in the platform’s usual place by default', async ({ skip }) => {
    skip(process.platform !== 'linux', 'the place differs by platform');
    const folder = join(home, 'xdg');
    const { stdout } = await config(['path'], {
      env: { OINT_CONFIG: undefined, XDG_CONFIG_HOME: folder },
    });
    expect(stdout).toBe(`${join(folder, 'oint', 'config.json')}\n`);
    const env = { OINT_CONFIG: undefined, XDG_CONFIG_HOME: folder };
    expect(await config(['set', 'vars.A', 'b'], { env })).toMatchObject({ status: 0, stderr: '' });
    expect((await stat(join(folder, 'oint'))).mode & 0o777).toBe(0o700);
  });

  it('never prints a secret', async () => {
    const held = {
      vars: { Any: SECRET, Elsewhere: 'env:MY_VARIABLE' },
      openai: {
        token: SECRET,
        tokn: SECRET,
        headers: { Authorization: `Bearer ${SECRET}` },
        url: `http://user:${SECRET}@localhost:8080/`,
        model: 'm',
        limit: 5,
      },
      other: { password: SECRET },
    };
    await writeFile(configFile, JSON.stringify(held));
    const shown = JSON.parse(await inOrder(['get']));
    expect(shown).toEqual({
      vars: { Any: '***', Elsewhere: 'env:MY_VARIABLE' },
      openai: {
        token: '***',
        tokn: '***',
        headers: '***',
        url: 'http://***@localhost:8080/',
        model: 'm',
        limit: 5,
      },
      other: { password: '***' },
    });
    expect(await inOrder(['get', 'openai.token'])).toBe('***\n');
    expect(await inOrder(['get', 'vars.Any'])).toBe('***\n');
    expect(await inOrder(['get', 'vars'])).not.toContain(SECRET);
  });

  it('reads a value from a pipe, so that it is not in the shell history', async () => {
    const { status, stdout, stderr } = await config(['set', 'openai.token'], {
      stdin: `${SECRET}\n`,
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await stored()).toEqual({ openai: { token: SECRET } });
    await config(['set', 'openai.token', '-'], { stdin: 'another' });
    expect(await stored()).toEqual({ openai: { token: 'another' } });
  });

  it('prompts for a value on a terminal without showing it', async () => {
    const terminal = inTerminal(['config', 'set', 'openai.token']);
    await terminal.until('openai.token');
    await terminal.until('(not shown): ');
    terminal.type(`${SECRET}\r`);
    expect(await terminal.ended).toBe(0);
    expect(terminal.output).not.toContain('sentinel');
    expect(await stored()).toEqual({ openai: { token: SECRET } });

    // Ctrl-C, Ctrl-D or a signal: nothing changes.
    const leave = async (how: (terminal: Terminal) => void, status = 130) => {
      const left = inTerminal(['config', 'set', 'openai.token']);
      await left.until('(not shown): ');
      how(left);
      expect(await left.ended).toBe(status);
      expect(withoutColours(left.output)).toMatch(/\noint: interrupted\n$/);
    };
    await Promise.all([
      leave((terminal) => terminal.type('\x03')),
      leave((terminal) => terminal.type('\x04')),
      leave((terminal) => terminal.signal('SIGTERM'), 143),
    ]);
    expect(await stored()).toEqual({ openai: { token: SECRET } });
  });

  it('refuses invalid keys and values', async () => {
    const refused = await Promise.all([
      config(['set', 'opnai.url', 'x']),
      config(['set', 'openai.modle', 'x']),
      config(['set', 'openai', 'x']),
      config(['set']),
      config(['set', 'openai.url', '']),
      config(['set', 'openai.url']),
      config(['set', 'vars.__proto__', 'x']),
      config(['sett', 'openai.url', 'x']),
      config(['set', 'openai.url', 'x', 'y']),
    ]);
    for (const { status, stdout } of refused) expect([status, stdout]).toEqual([2, '']);
    expect(refused.map(({ stderr }) => stderr.trim().split('\n'))).toEqual([
      ['oint: config: there is no service "opnai"', '  Did you mean openai?'],
      ['oint: config: no method of openai has an option "modle"', '  Did you mean model?'],
      [
        'oint: config: a key must look like openai.url, vars.NAME or profiles.NAME.openai.url',
        '  See oint config --help.',
      ],
      [
        'oint: config: a key must look like openai.url, vars.NAME or profiles.NAME.openai.url',
        '  See oint config --help.',
      ],
      [
        'oint: config: the value of openai.url is empty',
        '  To remove it: oint config unset openai.url',
      ],
      [
        'oint: config: the value of openai.url is empty',
        '  To remove it: oint config unset openai.url',
      ],
      ['oint: config: "vars.__proto__" is not a valid key', '  See oint config --help.'],
      ['oint: config: there is no command "config sett"', '  Did you mean set?'],
      ['oint: config: unexpected argument "y"', '  See oint config --help.'],
    ]);
    await expect(stat(configFile)).rejects.toThrow('ENOENT');
  });

  it('that is not valid is reported with the position, without its contents', async () => {
    for (const text of [`{"openai": {"token": "${SECRET}"`, `{"token": "${SECRET}"}`, '[1]']) {
      await writeFile(configFile, text);
      const ended = await Promise.all([
        config(['get']),
        config(['set', 'openai.url', 'http://localhost']),
        oint(['openai', 'GetModelList', '--url', 'http://127.0.0.1:1']),
      ]);
      for (const { status, stdout, stderr } of ended) {
        expect([status, stdout]).toEqual([2, '']);
        expect(stderr).toContain(`the config file ${configFile} `);
        expect(stderr).toContain('Fix the file, or delete it');
        expect(stderr).not.toMatch(/sentinel|\n {4}at /);
      }
      expect(await readFile(configFile, 'utf8')).toBe(text);
    }
    // Help does not need it.
    expect(await oint(['openai', 'GetModelList', '--help'])).toMatchObject({ status: 0 });
  });
});

describe('a default', () => {
  const servers: Record<string, OpenAiServer> = {};
  beforeAll(async () => {
    for (const name of ['line', 'own', 'usual', 'file']) {
      const server = await OpenAiServer.start();
      server.on('POST /chat/completions', (request, response) => {
        const { model } = request.json<{ model: string }>();
        return json(response, completion(`${name} ${model} ${request.headers.authorization}`));
      });
      servers[name] = server;
    }
  });

  it('is from the command line, OINT_…, other tools’ variables or the file, in this order', async () => {
    const url = (name: string) => servers[name]!.url;
    await writeFile(
      configFile,
      JSON.stringify({ openai: { url: url('file'), token: 'of-file', model: 'of-file' } }),
    );
    const usual = { OPENAI_BASE_URL: `${url('usual')}/v1`, OPENAI_API_KEY: 'of-usual' };
    const own = {
      OINT_OPENAI_URL: url('own'),
      OINT_OPENAI_TOKEN: 'of-own',
      OINT_OPENAI_MODEL: 'of-own',
    };
    const line = ['--url', url('line'), '--token', 'of-line', '--model', 'of-line'];
    const ask = async (env: Record<string, string>, more: string[] = []) => {
      const args = ['openai', 'GetResponse', '--msgs', 'hi', '--text', ...more];
      const { stdout, stderr } = await oint(args, { env });
      expect(stderr).toBe('');
      return stdout.trim();
    };
    expect(
      await Promise.all([
        ask({ ...usual, ...own }, line),
        ask({ ...usual, ...own }),
        ask(usual),
        ask({}),
        ask({ OINT_OPENAI_URL: '', OPENAI_API_KEY: '' }),
        // An empty option is a value too: no token.
        ask(usual, ['--token', '']),
      ]),
    ).toEqual([
      'line of-line Bearer of-line',
      'own of-own Bearer of-own',
      'usual of-file Bearer of-usual',
      'file of-file Bearer of-file',
      'file of-file Bearer of-file',
      'usual of-file undefined',
    ]);
  });

  it('can be a variable of the config, also on the command line', async () => {
    await writeFile(
      configFile,
      JSON.stringify({
        vars: { Host: servers.file!.url, Question: 'hi', Model: 'of-variable' },
        openai: { url: '@@Host', model: '@@Model', token: '' },
      }),
    );
    const { status, stdout } = await oint([
      'openai',
      'GetResponse',
      '--msgs',
      '@@Question',
      '--text',
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'file of-variable undefined\n' });
    expect(servers.file!.last.json().messages).toEqual([{ role: 'user', content: 'hi' }]);
  });
});

describe('a profile', () => {
  const structure = ['s3', 'GetBasicDataStructure', '--access', 'k', '--secret', 's'];
  const region = (...args: string[]) => [...args, ...structure, '--query', 'Region'];

  it('has values for every service, chosen by -p or OINT_PROFILE', async () => {
    await inOrder(
      ['set', 's3.url', 'http://base:9000'],
      ['set', 's3.region', 'base'],
      ['set', 'profiles.prod.s3.region', 'eu-west-1'],
      ['set', 'profiles.prod.openai.url', 'http://prod:1'],
      ['set', 'profiles.test.url', 'http://test:1'],
    );
    expect((await oint(region())).stdout).toBe('base\n');
    expect((await oint(region('-p', 'prod'))).stdout).toBe('eu-west-1\n');
    expect((await oint(region('--profile=prod'))).stdout).toBe('eu-west-1\n');
    const chosen = { env: { OINT_PROFILE: 'prod', OINT_S3_REGION: 'of the environment' } };
    expect((await oint(region(), chosen)).stdout).toBe('eu-west-1\n');
    for (const [name, url] of Object.entries({ prod: 'http://prod:1', test: 'http://test:1' })) {
      const asked = ['-p', name, 'openai', 'GetModelList', '--dry-run'];
      expect((await oint(asked)).stdout).toContain(`${url}/v1/models`);
    }
    expect(JSON.parse(await inOrder(['get', 'profiles.prod']))).toEqual({
      s3: { region: 'eu-west-1' },
      openai: { url: 'http://prod:1' },
    });
  });

  it('that does not exist, or has no name, is an error', async () => {
    await inOrder(['set', 'profiles.prod.s3.region', 'eu-west-1']);
    const [unknown, nameless] = await Promise.all([oint(region('-p', 'prd')), oint(['-p'])]);
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('the config has no profile "prd"\n  Profiles: prod.');
    expect(nameless).toMatchObject({ status: 2, stdout: '' });
    expect(nameless.stderr).toContain('-p needs the name of a profile');
  });

  it('is named by an error that its value may have caused', async () => {
    await inOrder(['set', 'profiles.prod.openai.url', 'http://127.0.0.1:1']);
    const failed = await oint([
      ...['-p', 'prod', 'openai', 'GetModelList', '--config', "{'retries':0}"],
    ]);
    expect(failed.status).toBe(3);
    expect(failed.stderr).toContain(
      '--url came from the config, or its profile prod (oint config get).',
    );
  });
});

describe('values', () => {
  it('are checked when they are set, if their kind can be', async () => {
    const [wrong, ...good] = await Promise.all([
      config(['set', 'openai.temperature', 'hot']),
      config(['set', 'openai.temperature', '0.5']),
      config(['set', 'openai.token', 'file:nowhere.txt']),
    ]);
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain(
      'openai.temperature must be a number such as 20 or 0.5, not "hot"',
    );
    expect(good.map(({ status }) => status)).toEqual([0, 0]);
  });
});

describe.skipIf(process.platform === 'win32')('oint config edit', () => {
  const edit = (script: string) => config(['edit'], { env: { VISUAL: '', EDITOR: script } });

  it('replaces the config by what the editor leaves', async () => {
    await inOrder(['set', 's3.region', 'before']);
    expect(await edit("sed -i.bak 's/before/after/'")).toMatchObject({ status: 0, stderr: '' });
    expect(await stored()).toEqual({ s3: { region: 'after' } });
    expect((await stat(configFile)).mode & 0o777).toBe(0o600);
    expect((await edit('true')).stderr).toContain('nothing was changed');
  });

  it('changes nothing if the result is no config, or the editor fails', async () => {
    await inOrder(['set', 's3.region', 'before']);
    const broken = await edit("printf '{oops' >");
    expect(broken.status).toBe(2);
    expect(broken.stderr).toMatch(/the config file \S+ is not valid JSON/);
    const failed = await edit('false');
    expect(failed.stderr).toContain('the editor "false" failed, so nothing was changed');
    expect(await stored()).toEqual({ s3: { region: 'before' } });
  });
});
