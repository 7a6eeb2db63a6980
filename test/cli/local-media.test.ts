import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareOint } from '../support/bare.js';
import { home, oint, runOn } from '../support/oint.js';

describe('the embedded server generates', () => {
  it('an image of the prompt', async () => {
    const request = ['--model', 'test-card', '--descr', "{'prompt':'Hello','size':'256x128'}"];
    const query = ['--query', 'data[0].b64_json', '--out', 'card.txt'];
    const drawn = await oint(['openai', 'GetImages', '--url', 'local', ...request, ...query]);
    expect(drawn).toMatchObject({ status: 0, stderr: '' });
    const png = Buffer.from(await readFile(join(home, 'card.txt'), 'latin1'), 'base64');
    expect([png.toString('latin1', 1, 4), png.readUInt32BE(16)]).toEqual(['PNG', 256]);
  });

  it('speech', async () => {
    const request = ['--model', 'espeak-ng', '--input', 'Hello', '--out', 'hello.mp3'];
    const spoken = await oint(['openai', 'GenerateSpeech', '--url', 'local', ...request]);
    expect(spoken).toMatchObject({ status: 0, stderr: '' });
    expect((await readFile(join(home, 'hello.mp3'))).readUInt16BE(0) & 0xffe0).toBe(0xffe0);
  });

  it('an error that says what to install if packages are missing', async () => {
    const request = ['--model', 'espeak-ng', '--input', 'Hello', '--out', 'never.mp3'];
    const { status, stderr } = await runOn(await bareOint(), [
      ...['openai', 'GenerateSpeech', '--url', 'local'],
      ...request,
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain('501');
    expect(stderr).toContain('oint install speech-engine');
    expect(stderr).toContain('npm install @echogarden/espeak-ng-emscripten @breezystack/lamejs');
  });

  it('the results of a batch before the command ends, to retrieve later', async () => {
    const body = { model: 'oint-hash', input: 'one text' };
    const line = { custom_id: 'a', method: 'POST', url: '/v1/embeddings', body };
    await writeFile(join(home, 'batch.jsonl'), JSON.stringify(line));
    const run = async (...args: string[]) => {
      const { status, stdout, stderr } = await oint(['openai', ...args, '--url', 'local']);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout.trim();
    };
    const upload = ['--name', 'batch.jsonl', '--data', 'batch.jsonl', '--purpose', 'batch'];
    const file = await run('UploadFile', ...upload, '--query', 'id');
    const made = await run('CreateBatch', '--file', file, '--endpoint', '/v1/embeddings');
    expect(JSON.parse(made)).toMatchObject({ status: 'validating', input_file_id: file });
    const names = await run('GetFilesList', '--query', 'data[].filename');
    expect(names).toContain(`${(JSON.parse(made) as { id: string }).id}_output.jsonl`);
  });
});
