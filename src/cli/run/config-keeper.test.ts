import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { now } from '../../core/util/clock.js';
import type { Config } from './config-file.js';
import { keepersIn } from './config-keeper.js';

const call = { options: {}, deadline: now() + 60_000, aborted: () => new Error('aborted') };
const definition = { service: 'shop', params: { token: {}, refresh: { option: 'refresh' } } };

async function keeperOf(config: Config) {
  const path = join(await folder(), 'named.json');
  await writeFile(path, JSON.stringify(config));
  const keeper = keepersIn(config, path)(definition as never);
  const read = async (): Promise<Config> => JSON.parse(await readFile(path, 'utf8'));
  return { keeper, path, read };
}

test('a value is replaced where it is kept, and those beside it that are kept too', async () => {
  const { keeper, read } = await keeperOf({
    vars: { a: 'b' },
    shop: { refresh: 'r1', token: 't1' },
  });
  await keeper.replace('refresh', call, async (kept) => {
    expect(kept).toBe('r1');
    return { value: 'r2', beside: { token: 't2', other: 'o' } };
  });
  expect(await read()).toEqual({ vars: { a: 'b' }, shop: { refresh: 'r2', token: 't2' } });
});

test('what others have written meanwhile stays', async () => {
  const { keeper, path, read } = await keeperOf({ shop: { refresh: 'r1' } });
  await keeper.replace('refresh', call, async () => {
    await writeFile(
      path,
      JSON.stringify({ vars: { new: '1' }, shop: { refresh: 'r1', url: 'u' } }),
    );
    return { value: 'r2' };
  });
  expect(await read()).toEqual({ vars: { new: '1' }, shop: { refresh: 'r2', url: 'u' } });
  await keeper.replace('refresh', call, async () => {
    await writeFile(path, JSON.stringify({ shop: { refresh: 'by hand' } }));
    return { value: 'r3' };
  });
  expect(await read()).toEqual({ shop: { refresh: 'by hand' } });
});

test.each(['env:TOKEN', 'file:token.json', 'cmd:pass x', '@@Unknown'])(
  'what is kept as %s is not ours to write',
  async (refresh) => {
    const { keeper, read } = await keeperOf({ shop: { refresh } });
    await keeper.replace('refresh', call, async (kept) => {
      expect(kept).toBeUndefined();
      return undefined;
    });
    expect(await read()).toEqual({ shop: { refresh } });
  },
);

test('nothing is written where the work fails', async () => {
  const { keeper, read } = await keeperOf({ shop: { refresh: 'r1' } });
  const failing = keeper.replace('refresh', call, async () => Promise.reject(new RangeError()));
  await expect(failing).rejects.toThrow(RangeError);
  expect(await read()).toEqual({ shop: { refresh: 'r1' } });
});

test.skipIf(process.getuid?.() === 0)(
  'a value that is not vital is no failure where it cannot be kept',
  async () => {
    const { keeper, path, read } = await keeperOf({ shop: { refresh: 'r1' } });
    await chmod(path, 0o400);
    await keeper.replace('refresh', call, async () => ({ value: 'r2' }), { isVital: false });
    expect(await read()).toEqual({ shop: { refresh: 'r1' } });
  },
);

test('services that share a variable share its lock', async () => {
  const { keeper, path, read } = await keeperOf({
    vars: { login: 'r1' },
    shop: { refresh: '@@login' },
  });
  const other = keepersIn(
    { depot: { refresh: '@@login' } },
    path,
  )({
    ...definition,
    service: 'depot',
  } as never);
  const config = await read();
  await writeFile(path, JSON.stringify({ ...config, depot: { refresh: '@@login' } }));
  const seen: unknown[] = [];
  const replaced = (value: string) => async (kept: unknown) => {
    seen.push(kept);
    return { value };
  };
  await Promise.all([
    keeper.replace('refresh', call, replaced('r2')),
    other.replace('refresh', call, replaced('r3')),
  ]);
  expect(seen).toHaveLength(2);
  // The second one got the value of the first.
  expect(seen).toContain('r1');
  expect(new Set(seen).size).toBe(2);
});
