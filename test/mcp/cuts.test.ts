import { expect, it } from 'vitest';
import { OpenAiServer } from '../support/openai-server.js';
import { json } from '../support/server.js';
import { execute, overStdio, textOf } from './support.js';

const server = await OpenAiServer.start();
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

it.each(['', 'x', 'xx', 'xxx'])(
  'a long result is cut between characters, after "%s"',
  async (start) => {
    const id = `${start}${'😀'.repeat(20_000)}`;
    server.on('GET /models', (_, response) => json(response, { data: [{ id }] }));
    const client = await overStdio();
    const parameters = { url: server.url, token: '@@Token' };
    const answer = await client.callTool({
      name: 'execute_method',
      arguments: { service: 'openai', method: 'GetModelList', parameters },
    });
    expect(textOf(answer)).not.toMatch(LONE);
    const uri = /oint:\S+?(?=\. Call)/.exec(textOf(answer))![0];
    let whole = '';
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page = await client.callTool({ name: 'read_result', arguments: { uri, from } });
      const { text, next } = JSON.parse(textOf(page));
      expect(text).not.toMatch(LONE);
      whole += text;
      from = next;
    }
    expect(JSON.parse(whole).data[0].id).toBe(id);
    const unknown = `${start}${'😀'.repeat(100)}`;
    const { failed } = await execute(client, 'openai', unknown, {});
    expect(failed).not.toMatch(LONE);
  },
);
