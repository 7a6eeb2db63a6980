import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Rcon } from 'rcon-client';
import rconSrcds from 'rcon-srcds';
import { describe, expect, it } from 'vitest';
import { startMinecraft, startSource } from '../../../test/support/rcon-server.js';
import { without } from '../../../test/support/ssh-server.js';

// Its types say that the class is in `default`.
const RconSrcds = rconSrcds as unknown as typeof rconSrcds.default;

/** Other clients with the servers that the tests use: they understand each other. */
const noRconclt = without('rconclt');
const LONG = 'long output '.repeat(1000);
const output = (command: string) => (command === 'long' ? LONG : `did ${command}`);

describe.each([
  ['Source', startSource],
  ['Minecraft', startMinecraft],
] as const)('a server of %s', async (kind, start) => {
  const server = await start({ output });
  const [host, port] = ['127.0.0.1', server.port];

  it('is understood by rcon-client', async () => {
    const client = await Rcon.connect({ host, port, password: server.password });
    expect(await client.send('list')).toBe('did list');
    await client.end();
    await expect(Rcon.connect({ host, port, password: 'wrong' })).rejects.toThrow(/auth/i);
  });

  it('is understood by rcon-srcds', async () => {
    const client = new RconSrcds({ host, port });
    await client.authenticate(server.password);
    expect(await client.execute('list')).toMatch(/^did list/);
    await client.disconnect();
  });

  it.skipIf(noRconclt)(`is understood by rconclt of Python${noRconclt}`, async () => {
    const where = `${server.password}@${host}:${port}`;
    const { stdout } = await promisify(execFile)('rconclt', [where, 'list']);
    expect(stdout.trim(), kind).toBe('did list');
  });
});
