import { describe, expect, it } from 'vitest';
import { methodTools } from '../../src/ask/index.js';
import { startPostgres } from '../support/postgres.js';
import { execute, overStdio } from './support.js';

const { url } = await startPostgres();
const config = { postgres: { dbc: url } };

const WARN = "DO $$ BEGIN RAISE WARNING 'low on tea' USING HINT = 'Buy some.'; END $$";
const FAIL = "DO $$ BEGIN RAISE NOTICE 'before'; RAISE EXCEPTION 'no tea'; END $$";
const MANY = "DO $$ BEGIN FOR n IN 1..60 LOOP RAISE NOTICE 'row %', n; END LOOP; END $$";
const TOLD = 'WARNING:  low on tea\nHINT:  Buy some.';

describe('what a database says besides a result reaches the model', () => {
  it('of a tool that runs any method', async () => {
    const client = await overStdio({ config });
    const call = (sql: string) =>
      client.callTool({
        name: 'execute_method',
        arguments: { service: 'postgres', method: 'ExecuteSQLQuery', parameters: { sql } },
      });
    const { content } = await call(WARN);
    expect(content).toMatchObject([
      { type: 'text', text: JSON.stringify({ execution_result: { result: true } }) },
      { type: 'text', text: TOLD },
    ]);
    expect((await call('SELECT 1 AS x')).content).toHaveLength(1);
    const many = (await call(MANY)).content as { text: string }[];
    expect(many[1]!.text).toMatch(/^NOTICE: {2}row 1\n[\s\S]*row 50\n… and 10 more$/);
    const { failed } = await execute(client, 'postgres', 'ExecuteSQLQuery', { sql: FAIL });
    expect(failed).toMatch(/no tea[\s\S]*NOTICE: {2}before/);
  });

  it('of a method that is a tool', async () => {
    const args = ['--expose', 'postgres.ExecuteSQLQuery'];
    const client = await overStdio({ config, args });
    const { tools } = await client.listTools();
    const described = tools.find(({ name }) => name === 'postgres_ExecuteSQLQuery')!;
    expect(described.outputSchema!.properties).toHaveProperty('notices');
    const name = described.name;
    const told = await client.callTool({ name, arguments: { sql: WARN } });
    expect(told.structuredContent).toEqual({ result: { result: true }, notices: TOLD });
    expect(told.content[0]).toEqual({ type: 'text', text: '{"result":true}' });
    const silent = await client.callTool({ name, arguments: { sql: 'SELECT 1 AS x' } });
    expect(silent.structuredContent).toEqual({ result: { result: true, data: [{ x: 1 }] } });
  });

  it('of a tool of oint ask', async () => {
    const fixed = { postgres: { dbc: url } };
    const [tool] = await methodTools(['postgres.ExecuteSQLQuery'], fixed);
    const context = { signal: undefined };
    expect(await tool!.run({ sql: WARN }, context)).toBe(`{"result":true}\n${TOLD}`);
    await expect(tool!.run({ sql: FAIL }, context)).rejects.toThrow(/no tea[\s\S]*before/);
  });
});
