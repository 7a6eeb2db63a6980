import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFile, home, oint } from '../support/oint.js';

describe('the embedded server', () => {
  it('answers if no URL is given anywhere, and says so on standard error', async () => {
    const ask = ['openai', 'GetResponse', '--text', '--msgs', 'How do I upload a file?'];
    const [asked, named, streamed] = await Promise.all([
      oint(ask),
      oint([...ask, '--url', 'local']),
      oint([...ask.filter((word) => word !== '--text'), '--stream', '--url', 'local']),
    ]);
    expect(asked.status).toBe(0);
    expect(asked.stdout).toContain('UploadFile');
    expect(asked.stdout).toContain('oint openai UploadFile');
    expect(asked.stderr).toMatch(/^oint: no --url, so the embedded server answers .*\n$/);
    expect(named).toMatchObject({ status: 0, stdout: asked.stdout, stderr: '' });
    expect(streamed).toMatchObject({ status: 0, stdout: asked.stdout, stderr: '' });
  });

  it('is not used if the config or the environment names another', async () => {
    await writeFile(configFile, '{"openai":{"url":"http://127.0.0.1:1"}}');
    const args = ['openai', 'GetModelList', '--config', "{'retries':0}"];
    const [config, environment] = await Promise.all([
      oint(args),
      oint(args, { env: { OPENAI_BASE_URL: 'http://127.0.0.1:2' } }),
    ]);
    await writeFile(configFile, '{}');
    expect([config.status, environment.status]).toEqual([3, 3]);
    expect(config.stderr).toContain('127.0.0.1:1');
    expect(environment.stderr).toContain('127.0.0.1:2');
  });

  it('calls methods of OInt for a question, and answers with a schema', async () => {
    const local = ['ask', '--url', 'local', '--no-log', '--no-stdin'];
    const [tools, schema, refused] = await Promise.all([
      oint([...local, '--tools', 'openai.GetModelList', 'Which models are there?']),
      oint([...local, '--schema', 'name, born int', 'Ada Lovelace was born in 1815.']),
      oint([...local, '--schema', 'name, born int', 'Ada Lovelace was a mathematician.']),
    ]);
    expect(tools).toMatchObject({ status: 0, stdout: expect.stringContaining('oint-guide') });
    expect(JSON.parse(schema.stdout)).toEqual({ name: 'Ada Lovelace', born: 1815 });
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('the model refused: I cannot fill in this form');
  });

  it('stores files between commands', async () => {
    const bytes = Buffer.from([0x00, 0xff, 0x0a, 0x80]);
    await writeFile(join(home, 'kept.bin'), bytes);
    const run = async (...args: string[]) => {
      const { status, stdout, stderr } = await oint(['openai', ...args, '--url', 'local']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    const upload = ['--name', 'kept.bin', '--data', 'kept.bin', '--purpose', 'user_data'];
    const id = (await run('UploadFile', ...upload, '--query', 'id')).trim();
    expect(JSON.parse(await run('GetFilesList', '--query', 'data[].[id, bytes]'))).toEqual([
      [id, 4],
    ]);
    await run('DownloadFile', '--id', id, '--out', 'copy.bin');
    expect(await readFile(join(home, 'copy.bin'))).toEqual(bytes);
    expect(await run('DeleteFile', '--id', id, '--query', 'deleted')).toBe('true\n');
    expect(JSON.parse(await run('GetFilesList', '--query', 'data'))).toEqual([]);
  });
});
