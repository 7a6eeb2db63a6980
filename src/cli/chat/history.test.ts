import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { Redactor } from '../../core/errors/redact.js';
import { History } from './history.js';

async function dataFolder(): Promise<string> {
  const before = process.env.OINT_DATA;
  process.env.OINT_DATA = join(await folder(), 'data');
  onTestFinished(() => {
    if (before === undefined) delete process.env.OINT_DATA;
    else process.env.OINT_DATA = before;
  });
  return process.env.OINT_DATA;
}

async function opened(): Promise<History> {
  const history = new History(new Redactor());
  await history.read();
  return history;
}

it('keeps the lines of all sessions that end at once, newest first', async () => {
  const data = await dataFolder();
  const first = await opened();
  first.add('before');
  await first.write();
  const sessions = await Promise.all(Array.from({ length: 12 }, opened));
  for (const [index, session] of sessions.entries()) {
    session.add(`${index} a`);
    session.add(`${index} b`);
  }
  await Promise.all(sessions.map((session) => session.write()));
  const { lines } = await opened();
  expect(lines.at(-1)).toBe('before');
  expect([...lines].sort()).toEqual(
    ['before', ...sessions.flatMap((_, index) => [`${index} a`, `${index} b`])].sort(),
  );
  expect(lines.indexOf('3 b')).toBeLessThan(lines.indexOf('3 a'));
  expect((await stat(join(data, 'chat-history.jsonl'))).mode & 0o777).toBe(0o600);
});
