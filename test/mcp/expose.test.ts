import { expect, it } from 'vitest';
import { OpenAiServer } from '../support/openai-server.js';
import { overStdio, SECRET, textOf } from './support.js';

const server = await OpenAiServer.start();

it('makes methods tools of their own, with schemas, annotations and structured results', async () => {
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
        token: { type: 'string', description: expect.stringMatching(/only as @@Name/) },
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
