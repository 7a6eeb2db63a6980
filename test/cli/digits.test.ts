import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import * as openai from '../../src/services/openai/index.js';
import { folder } from '../support/folder.js';
import { oint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';

const BIG = '12345678901234567890';
const ANSWER = `{"id":"m","big":${BIG},"price":1.10,"far":1e400,"list":[${BIG},1.50],"n":7}`;

const server = await OpenAiServer.start();
beforeEach(() => {
  server.reset();
  server.on('GET /models/m', (_, response) => {
    response.setHeader('content-type', 'application/json');
    // A byte order mark is not content.
    response.end(`\uFEFF${ANSWER}`);
  });
});

const get = (...args: string[]) =>
  oint(['openai', 'GetModel', '--url', server.url, '--token', 't', '--id', 'm', ...args]);

describe('numbers of an answer', () => {
  it('are printed with every digit', async () => {
    expect((await get()).stdout).toBe(`${ANSWER}\n`);
  });

  it('are chosen by --query with every digit, and compared as numbers', async () => {
    const chosen = await get('--query', '[big, price, list[?@ > `2`], n]');
    expect(chosen.stdout).toBe(`[${BIG},1.10,[${BIG}],7]\n`);
  });

  it('are written to a file with every digit', async () => {
    const path = join(await folder(), 'answer.json');
    await get('--out', path);
    expect(await readFile(path, 'utf8')).toContain(`"big": ${BIG}`);
  });

  it('are numbers for a program where those hold them, otherwise text', async () => {
    const { big, price, n } = (await openai.getModel({
      url: server.url,
      token: 't',
      id: 'm',
    })) as unknown as Record<string, unknown>;
    expect({ big, price, n }).toEqual({ big: BIG, price: 1.1, n: 7 });
  });
});

describe('numbers of a request', () => {
  it.each([
    `{"seed":9223372036854775807,"temperature":1.0}`,
    `{'seed':9223372036854775807,'temperature':1.0,}`,
  ])('are sent with every digit: %s', async (options) => {
    await oint([
      'openai',
      'GetResponse',
      '--url',
      server.url,
      '--model',
      'm',
      '--msgs',
      'Hi',
      '--options',
      options,
    ]);
    expect(String(server.last.body)).toContain('"seed":9223372036854775807,"temperature":1.0');
  });

  it('are shown with every digit by a dry run', async () => {
    const options = '{"seed":9223372036854775807}';
    const { stdout } = await oint([
      'openai',
      'GetResponse',
      '--url',
      server.url,
      '--model',
      'm',
      '--msgs',
      'Hi',
      '--options',
      options,
      '--dry-run',
    ]);
    expect(stdout).toContain('9223372036854775807');
  });
});
