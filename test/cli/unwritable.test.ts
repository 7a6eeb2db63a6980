// A home that cannot be written to, such as that of a service or in a container.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { home, oint } from '../support/oint.js';

/** A file where a folder should be: permissions do not stop root. */
const file = join(home, 'no-folder');
const env = {
  HOME: file,
  OINT_CONFIG: join(file, 'oint', 'config.json'),
  OINT_DATA: join(file, 'data'),
};
const DATA = `cannot store data in ${join(file, 'data')}`;

beforeAll(() => writeFile(file, ''));

it.each([
  [['config', 'set', 'openai.model', 'm'], `cannot change ${env.OINT_CONFIG}: no such folder`],
  [['logs', 'list'], `${DATA}: no such folder`],
  [['ask', '-c', '--url', 'local', 'hi'], `${DATA}: no such folder`],
  [
    [
      'openai',
      'UploadFile',
      '--url',
      'local',
      '--name',
      'a',
      '--data',
      'data:,a',
      '--purpose',
      'x',
    ],
    `cannot store data in ${join(file, 'data', 'server')}: no such folder`,
  ],
])('%j ends with an error that says where', async (args, message) => {
  const { OINT_CONFIG: _, ...readable } = env;
  const { status, stdout, stderr } = await oint(args, {
    env: args[0] === 'config' ? env : readable,
  });
  expect({ status: status !== 0, stdout }).toEqual({ status: true, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/bug in OInt|\n {4}at /);
});

it('does not keep a model from answering', async () => {
  const { OINT_CONFIG: _, ...readable } = env;
  const args = ['ask', '--url', 'local', 'What is OInt?'];
  const { status, stdout, stderr } = await oint(args, { env: readable });
  expect(status).toBe(0);
  expect(stdout).not.toBe('');
  expect(stderr).toBe(`oint: this conversation is not saved: ${DATA}: no such folder\n`);
});
