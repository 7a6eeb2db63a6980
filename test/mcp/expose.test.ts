import { expect, it } from 'vitest';
import { methodTools } from '../../src/ask/index.js';
import { OpenAiServer } from '../support/openai-server.js';
import { json } from '../support/server.js';
import { execute, overStdio, SECRET, textOf } from './support.js';

const server = await OpenAiServer.start();

it('offers methods as separate tools, with schemas, annotations and structured results', async () => {
  const client = await overStdio({
    args: ['--expose', 'openai.GetModelList,openai.DeleteFile,openai.DownloadFile'],
    config: { vars: { Token: SECRET }, openai: { url: server.url } },
  });
  const { tools } = await client.listTools();
  const [list, remove, download] = tools.slice(7);
  expect(list).toMatchObject({
    name: 'openai_GetModelList',
    inputSchema: {
      type: 'object',
      properties: {
        token: { type: 'string', description: expect.stringMatching(/Only as @@Name/) },
      },
      additionalProperties: false,
    },
    outputSchema: { type: 'object', required: ['result'] },
    annotations: { readOnlyHint: true, destructiveHint: false, openWorldHint: true },
  });
  expect(list!.inputSchema.properties).not.toHaveProperty('url');
  expect(remove!.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
  expect(download!.outputSchema).toMatchObject({
    properties: { result: { required: ['file', 'bytes'] } },
  });
  const result = await client.callTool({
    name: 'openai_GetModelList',
    arguments: { token: '@@Token' },
  });
  expect(result.structuredContent).toHaveProperty('result.data');
  expect(JSON.parse(textOf(result))).toEqual(
    (result.structuredContent as { result: object }).result,
  );
  const refused = await client.callTool({
    name: 'openai_GetModelList',
    arguments: { token: SECRET },
  });
  expect(refused.isError).toBe(true);
  expect(JSON.stringify(refused)).not.toContain(SECRET);
});

it('uses the parameter names of the tool in errors', async () => {
  server.on('GET /models', (_, response) => json(response, {}, 401));
  const client = await overStdio({
    args: ['--expose', 'openai.GetResponse'],
    config: { vars: { Token: SECRET }, openai: { url: server.url, token: SECRET } },
  });
  // An exposed tool has the names of TypeScript, `execute_method` those of the command line.
  const exposed = await client.callTool({
    name: 'openai_GetResponse',
    arguments: { model: 'm', messages: [7] },
  });
  expect(textOf(exposed)).toContain('messages[0] must be a message');
  const typed = await execute(client, 'openai', 'GetResponse', { model: 'm', msgs: [7] });
  expect(typed.failed).toContain('msgs[0] must be a message');
  const { failed } = await execute(client, 'openai', 'GetModelList', {});
  expect(failed).toContain('Check token, and that this call is permitted.');
  server.reset();
});

it('accepts null for a param that is not given, as strict mode of models writes it', async () => {
  const client = await overStdio({
    args: ['--expose', 'openai.GetModelList'],
    config: { openai: { url: server.url, token: SECRET } },
  });
  const named = await client.callTool({
    name: 'openai_GetModelList',
    arguments: { headers: null },
  });
  expect(named.structuredContent).toHaveProperty('result.data');
  const run = await execute(client, 'openai', 'GetModelList', { headers: null });
  expect(run.value).toHaveProperty('data');

  const [tool] = await methodTools(['sqlite.ExecuteSQLQuery']);
  const { schema } = tool!;
  const sql = 'SELECT 1';
  expect(await schema.check({ sql, parameters: null, force: null })).toEqual({ value: { sql } });
  expect(await schema.check({ sql: null })).toHaveProperty('problem');
  expect(await schema.check({ sql, other: null })).toHaveProperty('problem');
});
