import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { MAIN } from './support.js';

/** Path of the inspector: it is not a dependency, since it needs a newer Node than OInt does. */
const inspector =
  process.env.MCP_INSPECTOR ??
  fileURLToPath(new URL('../../node_modules/.bin/mcp-inspector', import.meta.url));
const has = existsSync(inspector);
const title = has ? '' : ' (skipped: the MCP inspector is not installed; see MCP_INSPECTOR)';

it.skipIf(!has)(`the MCP inspector lists and calls the tools${title}`, async () => {
  const inspect = async (...args: string[]) => {
    const server = [process.execPath, MAIN, 'mcp', 'start'];
    const { stdout } = await promisify(execFile)(inspector, ['--cli', ...server, ...args]);
    return JSON.parse(stdout);
  };
  const { tools } = await inspect('--method', 'tools/list');
  expect(tools).toHaveLength(7);
  const found = await inspect('--method', 'tools/call', '--tool-name', 'get_services');
  expect(JSON.parse(found.content[0].text).services.length).toBeGreaterThan(0);
});
