import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from './support/folder.js';
import { writeHelloModel } from './support/gguf.js';
import { engines, hasLlama, skippedWithoutLlama } from './support/llama.js';
import { type Ended, type Options, Running } from './support/oint.js';
import { startPostgres } from './support/postgres.js';
import { noSshd, startSshd } from './support/ssh-server.js';

const release = join(process.cwd(), 'release');
const linux = join(release, 'oint-linux-x64');
const windows = join(release, 'oint-win-x64.exe');

const notBuilt = whyNotBuilt();
const notHere =
  notBuilt ||
  (process.platform === 'linux' && process.arch === 'x64' ? '' : ': this is not Linux x64');

function whyNotBuilt(): string {
  if (!existsSync(linux)) return ': npm run build:binaries has not been run';
  const isOfThisBuild = readFileSync(linux).includes(readFileSync('dist/cli/main.js'));
  return isOfThisBuild ? '' : ': it is older than dist/, run npm run build:binaries again';
}

/** The first message of an MCP client. */
const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  },
});

/** Runs the executable without Node on the PATH. */
function oint(args: readonly string[], options: Options = {}): Promise<Ended> {
  const env = { PATH: '/usr/bin:/bin', ...options.env };
  return new Running(linux, args, { ...options, env }).ended;
}

describe.skipIf(notHere)(`the executable for Linux${notHere}`, () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await oint(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  it('answers from the embedded server', async () => {
    const args = ['openai', 'GetResponse', '--text', '--msgs', 'How do I upload a file?'];
    const { status, stdout } = await oint(args);
    expect(status).toBe(0);
    expect(stdout).toContain('oint openai UploadFile');
  });

  it('reads and writes SQLite databases', async () => {
    const rows = "[{'name':'Ada','data':{'blob':'data:;base64,AAEC'}},{'name':'Alan'}]";
    const table = ['--table', 'people', '--db', 'people.db'];
    const cols = "{'name':'TEXT UNIQUE','data':'BLOB'}";
    await oint(['sqlite', 'CreateTable', ...table, '--cols', cols]);
    await oint(['sqlite', 'AddRecords', ...table, '--rows', rows]);
    const filter = "{'field':'name','type':'LIKE','value':'Ad%'}";
    const found = await oint(['sqlite', 'GetRecords', ...table, '--filter', filter]);
    expect(JSON.parse(found.stdout)).toEqual({
      result: true,
      data: [{ name: 'Ada', data: { blob: 'AAEC' } }],
    });
    const again = await oint(['sqlite', 'AddRecords', ...table, '--rows', "[{'name':'Ada'}]"]);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('UNIQUE constraint failed: people.name');
  });

  it('saves conversations', async () => {
    await oint(['ask', '--url', 'local', 'How do I delete a file?']);
    const { stdout } = await oint(['logs', 'list']);
    expect(stdout).toContain('How do I delete a file?');
  });

  it('connects to a PostgreSQL server', async () => {
    const { url } = await startPostgres();
    const args = ['postgres', 'ExecuteSQLQuery', '--dbc', url, '--sql', 'SELECT 6 * 7 AS n'];
    expect(JSON.parse((await oint(args)).stdout)).toMatchObject({ data: [{ n: 42 }] });
  });

  it.skipIf(noSshd)(`runs a command over SSH${noSshd}`, async () => {
    const { settings } = await startSshd();
    const conn = JSON.stringify(settings);
    const line = ['ssh', 'ExecuteCommand', '--conn', conn, '--comm', 'echo from there', '--text'];
    expect(await oint(line)).toMatchObject({ status: 0, stdout: 'from there\n' });
  });

  it('contains drivers, and says how to install the rest without npm', async () => {
    const env = { PATH: await folder() };
    const listed = await oint(['install'], { env });
    expect(listed.stdout).toMatch(/sftp, ssh .*\(ssh2 [\d.]+: inside this executable\)/);
    expect(listed.stdout).toMatch(/sqlite .*\(Node [\d.]+ has it built in\)/);
    for (const name of ['ssh', 'sqlite']) {
      const { status, stdout } = await oint(['install', name], { env });
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('nothing') });
    }
    const { status, stderr } = await oint(['install', 'speech-engine'], { env });
    expect(status).toBe(1);
    expect(stderr).toContain('npm was not found on the PATH');
    expect(stderr).toContain('npm install --prefix');
  });

  it('uses the packages of oint install', async () => {
    // In another folder: here it would find the packages of the tests in a parent folder.
    const place = await folder();
    const alone = join(place, 'oint');
    await cp(linux, alone);
    const env = { PATH: '/usr/bin:/bin', OINT_DATA: join(place, 'data') };
    const words = ['--model', 'espeak-ng', '--input', 'Hello', '--out', 'hello.mp3'];
    const speak = ['openai', 'GenerateSpeech', '--url', 'local', ...words];
    const before = await new Running(alone, speak, { env }).ended;
    expect(before.stderr).toContain('oint install speech-engine');
    for (const name of ['@echogarden/espeak-ng-emscripten', '@breezystack/lamejs']) {
      const to = join(place, 'data/packages/speech-engine/node_modules', name);
      await cp(join('node_modules', name), to, { recursive: true });
    }
    expect(await new Running(alone, speak, { env }).ended).toMatchObject({ status: 0, stderr: '' });
  });

  it.skipIf(!hasLlama)(`runs GGUF models${skippedWithoutLlama}`, async () => {
    const data = await folder();
    await mkdir(join(data, 'models'));
    await writeHelloModel(join(data, 'models/tiny.gguf'));
    const env = { OINT_DATA: data, OINT_ENGINES: engines, PATH: '/usr/bin:/bin' };
    const args = ['openai', 'GetResponse', '--text', '--model', 'tiny', '--msgs', 'hi'];
    expect(await oint(args, { env })).toMatchObject({ status: 0, stdout: 'Hello\n' });
  });

  it('runs as an MCP server', async () => {
    const { stdout } = await oint(['mcp', 'start'], { stdin: `${INITIALIZE}\n` });
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { serverInfo: { name: 'oint' } } });
  });

  it('runs scripts, in a thread', async () => {
    const cwd = await folder();
    const script = [
      'Message(1 / 3);',
      'Answer = OPI_OpenAI.GetResponse("local", "", "oint-guide", "How do I upload a file?");',
      'Message(Answer["model"]);',
      'Try OPI_OpenAI.NoSuchMethod(); Except Message(ErrorInfo().Description); EndTry;',
    ];
    await writeFile(join(cwd, 'hello.os'), script.join('\n'));
    const { status, stdout, stderr } = await oint(['run', 'hello.os'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [third, model, unknown] = stdout.split('\n');
    expect(third).toMatch(/^0\.3{20,}/);
    expect(model).toBe('oint-guide');
    expect(unknown).toContain('NoSuchMethod');
  });

  it('checks a schema that takes long in a thread', { timeout: 120_000 }, async () => {
    const cwd = await folder();
    // Compiling it takes more than a moment.
    const many = Array.from({ length: 400 }, (_, at) => [
      `k${at}`,
      { type: 'string', pattern: '^a' },
    ]);
    const schema = { type: 'object', properties: Object.fromEntries(many), required: ['q'] };
    await writeFile(join(cwd, 'many.json'), JSON.stringify(schema));
    const ask = ['ask', '--url', 'local', '--schema', 'many.json', 'What is q?'];
    const { stdout, stderr } = await oint(ask, { cwd });
    expect({ stdout, stderr }).toEqual({ stdout: '{"q":"What is q?"}\n', stderr: '' });
  });

  it('runs the SQL of a model in a process of its own', async () => {
    const cwd = await folder();
    const call = (id: number, sql: string) => {
      const parameters = { db: 'own.db', sql };
      const params = {
        name: 'execute_method',
        arguments: { service: 'sqlite', method: 'ExecuteSQLQuery', parameters },
      };
      return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params });
    };
    const lines = [INITIALIZE, call(2, 'SELECT 6 * 7 AS n'), call(3, "ATTACH 'x.db' AS x")];
    const stdin = lines.map((line) => `${line}\n`).join('');
    const { stdout } = await oint(['mcp', 'start', '--root', cwd], { cwd, stdin });
    const texts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; result: { content?: { text: string }[] } })
      .sort((a, b) => a.id - b.id)
      .map(({ result }) => result.content?.[0]?.text);
    expect(texts[1]).toContain('"n":42');
    expect(texts[2]).toContain('not');
    expect(existsSync(join(cwd, 'x.db'))).toBe(false);
  });
});

describe.skipIf(notBuilt)(`the executable for Windows${notBuilt}`, () => {
  it('is for x64, contains OInt, and has no foreign signature', async () => {
    const bytes = await readFile(windows);
    // https://learn.microsoft.com/windows/win32/debug/pe-format
    const header = bytes.readUInt32LE(0x3c);
    expect(bytes.toString('latin1', header, header + 4)).toBe('PE\0\0');
    expect(bytes.readUInt16LE(header + 4), 'x64').toBe(0x8664);
    expect(bytes.readBigUInt64LE(header + 168), 'its signature').toBe(0n);
    // Node looks for an embedded script if this is 1.
    expect(bytes.includes('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1')).toBe(true);
    for (const file of ['dist/cli/main.js', 'dist/manifest/index.json'])
      expect(bytes.includes(await readFile(file)), file).toBe(true);
  });
});

it.skipIf(notBuilt)(`SHA256SUMS is correct${notBuilt}`, async () => {
  const lines = (await readFile(join(release, 'SHA256SUMS'), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    const [sum, name] = line.split('  ') as [string, string];
    const digest = createHash('sha256').update(await readFile(join(release, name)));
    expect(digest.digest('hex'), name).toBe(sum);
  }
});
