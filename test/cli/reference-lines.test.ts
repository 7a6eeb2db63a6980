import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bash, type Ended, home, oint } from '../support/oint.js';
import { bytes, completion, OpenAiServer, type Recorded } from '../support/openai-server.js';
import { json } from '../support/server.js';

// The reference's own command lines, unchanged except for the addresses of servers and files.

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64');
const SPEECH = Buffer.from([0x52, 0x49, 0x46, 0x46, 0x00, 0xff, 0x80, 0x0a]);
const STORED = { id: 'file-60', object: 'file', bytes: PICTURE.length, purpose: 'assistants' };

let server: OpenAiServer;
beforeAll(async () => {
  server = await OpenAiServer.start();
  server.on('GET /picture.png', (_, response) => bytes(response, PICTURE, 'image/png'));
  server.on('POST /audio/speech', (_, response) => bytes(response, SPEECH, 'audio/wav'));
  server.on('GET /files/file-4/content', (_, response) =>
    bytes(response, PICTURE, 'application/octet-stream'),
  );
  server.on('POST /files', (_, response) => json(response, STORED));
  server.on('POST /chat/completions', (_, response) => json(response, completion('In 1996.')));
  await writeFile(join(home, 'sound.wav'), SPEECH);
});

/** Splits a command line as programs on Windows do: cmd.exe passes it on unchanged. */
function windowsArgs(line: string): string[] {
  const words = line.match(/(?:[^\s"\\]|\\.|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return words.map((word) => word.replace(/(\\)?"/g, (_, escaped) => (escaped ? '"' : '')));
}

interface Run {
  ended: Ended;
  requests: readonly Recorded[];
}

/** Runs a command line as each of the shells would, and returns the outcomes. */
async function inEachShell(line: string): Promise<[Run, Run]> {
  const run = async (start: () => Promise<Ended>) => {
    const before = server.requests.length;
    const ended = await start();
    return { ended, requests: server.requests.slice(before) };
  };
  return [
    await run(() => bash(line)),
    await run(() => oint(windowsArgs(line).slice(1), { cwd: home })),
  ];
}

/** The request and the output, which must be the same from every shell. */
async function answered(line: string) {
  const [inBash, inCmd] = await inEachShell(line);
  for (const { ended } of [inBash, inCmd]) expect(ended).toMatchObject({ status: 0, stderr: '' });
  expect(inCmd.ended.bytes).toEqual(inBash.ended.bytes);
  const shown = ({ method, path, headers, body }: Recorded) => {
    const isForm = /^multipart/.test(headers['content-type'] ?? '');
    return { method, path, authorization: headers.authorization, body: isForm || String(body) };
  };
  expect(inCmd.requests.map(shown)).toEqual(inBash.requests.map(shown));
  const last = inBash.requests.at(-1);
  return { ...inBash.ended, requests: inBash.requests, last: last! };
}

describe('a line of the reference', () => {
  it('GetResponse', async () => {
    const { stdout, last } = await answered(
      `oint openai GetResponse --url "${server.url}/localai/" --token "***" --model "smolvlm-256m-instruct" --msgs "[{'role':'user','content':'What is 1C:Enterprise?'},{'role':'assistant','content':'1C:Enterprise is a full-stack, low-code platform'},{'role':'user','content':'When the first version was released?'}]"`,
    );
    expect(last.path).toBe('/localai/v1/chat/completions');
    expect(last.headers.authorization).toBe('Bearer ***');
    expect(last.json()).toEqual({
      model: 'smolvlm-256m-instruct',
      messages: [
        { role: 'user', content: 'What is 1C:Enterprise?' },
        { role: 'assistant', content: '1C:Enterprise is a full-stack, low-code platform' },
        { role: 'user', content: 'When the first version was released?' },
      ],
    });
    expect(stdout).toBe(`${JSON.stringify(completion('In 1996.'))}\n`);
  });

  it('GetImages', async () => {
    const { stdout, last } = await answered(
      `oint openai GetImages --url "${server.url}/localai/" --token "***" --model "dall-e-3" --descr "{'prompt':'Yellow alpaca','n':1,'size':'1024x1024'}"`,
    );
    expect(last.path).toBe('/localai/v1/images/generations');
    expect(last.json()).toEqual({
      model: 'dall-e-3',
      prompt: 'Yellow alpaca',
      n: 1,
      size: '1024x1024',
    });
    expect(JSON.parse(stdout)).toHaveProperty('data');
  });

  it('GenerateSpeech, to a pipe and to a file', async () => {
    const line = `oint openai GenerateSpeech --url "${server.url}" --token "***" --model "bark-cpp-small" --input "Attack ships on fire off the shoulder of Orion bright as magnesium" --options "{'response_format':'wav'}"`;
    const piped = await answered(line);
    expect(piped.bytes).toEqual(SPEECH);
    expect(piped.last.json()).toEqual({
      model: 'bark-cpp-small',
      input: 'Attack ships on fire off the shoulder of Orion bright as magnesium',
      voice: 'alloy',
      response_format: 'wav',
    });
    const saved = await answered(`${line} --out speech.wav`);
    expect(saved.stdout).toBe('');
    expect(await readFile(join(home, 'speech.wav'))).toEqual(SPEECH);
  });

  it('UploadFile, of an image by its URL', async () => {
    const { stdout, requests, last } = await answered(
      `oint openai UploadFile --url "${server.url}" --token "***" --name "a9f046c2-0af3-4bd4-a77b-6a5f17c7eb84.png" --data "${server.url}/picture.png" --purpose "assistants"`,
    );
    expect(requests.map(({ path }) => path)).toEqual(['/picture.png', '/v1/files']);
    expect(requests[0]!.headers).not.toHaveProperty('authorization');
    expect(await last.form()).toEqual([
      { name: 'purpose', text: 'assistants' },
      {
        name: 'file',
        file: {
          name: 'a9f046c2-0af3-4bd4-a77b-6a5f17c7eb84.png',
          type: 'image/png',
          bytes: PICTURE,
        },
      },
    ]);
    expect(JSON.parse(stdout)).toEqual(STORED);
  });

  it('CreateTranscription', async () => {
    const { stdout, last } = await answered(
      `oint openai CreateTranscription --url "${server.url}" --token "***" --model "whisper-1" --audio "sound.wav" --type "audio/wav"`,
    );
    expect(last.path).toBe('/v1/audio/transcriptions');
    const parts = await last.form();
    expect(parts).toContainEqual({ name: 'model', text: 'whisper-1' });
    expect(parts).toContainEqual({
      name: 'file',
      file: { name: 'sound.wav', type: 'audio/wav', bytes: SPEECH },
    });
    expect(JSON.parse(stdout)).toMatchObject({ text: 'Hello there.' });
  });

  it('DownloadFile, to a pipe', async () => {
    const { bytes, last } = await answered(
      `oint openai DownloadFile --url "${server.url}" --token "***" --id "file-4"`,
    );
    expect(last).toMatchObject({ method: 'GET', path: '/v1/files/file-4/content' });
    expect(bytes).toEqual(PICTURE);
  });

  it('GetImageMessageStructure and GetImageDescriptionStructure, which send nothing', async () => {
    const message = await answered(
      `oint openai GetImageMessageStructure --role "user" --file "file-60" --prompt "What is in this image?"`,
    );
    expect(JSON.parse(message.stdout)).toEqual({
      role: 'user',
      content: [
        { type: 'input_image', file_id: 'file-60' },
        { type: 'input_text', text: 'What is in this image?' },
      ],
    });
    const description = await answered(
      `oint openai GetImageDescriptionStructure --prompt "Yellow alpaca" --amount 1 --size "1024x1024"`,
    );
    expect(description.stdout).toBe('{"prompt":"Yellow alpaca","n":1,"size":"1024x1024"}\n');
    expect([...message.requests, ...description.requests]).toEqual([]);
  });
});

describe('a line of the Russian edition', () => {
  it('ПолучитьОтвет, with one-letter options and what scripts add to every call', async () => {
    const { stdout, stderr, status } = await bash(
      `oint openai ПолучитьОтвет -u "${server.url}" -t "***" -m "m" -s "hi" -h "{'X-A':'1'}" --out ответ.json --debug`,
    );
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    expect(stderr).toContain('= --headers {"X-A":"1"}');
    expect(server.requests.at(-1)!.headers['x-a']).toBe('1');
    const saved = JSON.parse(await readFile(join(home, 'ответ.json'), 'utf8'));
    expect(saved).toEqual(completion('In 1996.'));
  });

  it('shows the help of the method, and suggests the nearest name', async () => {
    const [help, docs, wrong] = await Promise.all([
      oint(['openai', 'получитьответ', '--help']),
      oint(['docs', 'openai', 'ПолучитьОтвет']),
      oint(['openai', 'ПолучитьОтветы']),
    ]);
    expect(help.stdout).toMatch(/^oint openai GetResponse\n/);
    expect(docs.stdout).toMatch(/^# /);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('Did you mean ПолучитьОтвет?');
  });

  it('a flag in Russian', async () => {
    const { stdout } = await bash('oint ollama ПолучитьСтруктуруНастроекМодели --empty Да');
    expect(Object.values(JSON.parse(stdout))).toContain('');
  });
});

describe('JSON from a shell', () => {
  it('arrives with the double quotes of cmd.exe and bash', async () => {
    const escaped = await inEachShell(
      `oint openai GetImages --url "${server.url}" --model m --descr "{\\"prompt\\":\\"Yellow alpaca\\"}"`,
    );
    const single = await bash(
      `oint openai GetImages --url '${server.url}' --model m --descr '{"prompt":"Yellow alpaca"}'`,
    );
    for (const { ended } of [...escaped, { ended: single }]) expect(ended.status).toBe(0);
    for (const request of server.requests.slice(-3)) {
      expect(request.json()).toEqual({ model: 'm', prompt: 'Yellow alpaca' });
    }
  });

  it('that lost its quotes is recognized, and nothing is sent', async () => {
    const before = server.requests.length;
    const [unquoted, broken] = await Promise.all([
      bash(`oint openai GetImages --url "${server.url}" --model m --descr {prompt:alpaca}`),
      bash(
        `oint openai GetResponse --url "${server.url}" --model m --msgs [{'role':'user','content':'hi'}]`,
      ),
    ]);
    expect(unquoted.status).toBe(2);
    expect(unquoted.stderr).toContain('--descr lost its quotes in the shell');
    expect(unquoted.stderr).toContain(`Type --descr "{'key':'value'}"`);
    // Bash splits it in two: the braces contain a comma.
    expect(broken.status).toBe(2);
    expect(broken.stderr).toContain('If a value contains spaces, put it in double quotes.');
    expect(server.requests.length).toBe(before);
  });
});
