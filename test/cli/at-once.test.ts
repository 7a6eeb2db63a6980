import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { configFile, oint, startOint } from '../support/oint.js';

const AT_ONCE = 20;

/** Runs `work` for 0, 1, … `count - 1`, many at once. */
async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const vars = async () => JSON.parse(await readFile(configFile, 'utf8')).vars;
const set = (index: number) => ['config', 'set', `vars.K${index}`, `${index}`];

it('100 processes that set values at once lose none of them', { timeout: 180_000 }, async () => {
  await inParallel(100, async (index) => {
    expect(await oint(set(index))).toMatchObject({ status: 0, stderr: '' });
  });
  const all = Array.from({ length: 100 }, (_, index) => [`K${index}`, `${index}`]);
  expect(await vars()).toEqual(Object.fromEntries(all));
  const name = configFile.slice(dirname(configFile).length + 1);
  const left = (await readdir(dirname(configFile))).filter((file) => file.includes(`${name}.`));
  expect(left).toEqual([]);
});

it('killed processes lose nothing of others and block nobody', { timeout: 180_000 }, async () => {
  const done: number[] = [];
  await inParallel(60, async (index) => {
    const running = startOint(set(1000 + index));
    // Every third one, at some moment of its life.
    if (index % 3 === 0) void sleep(100 + 7 * index).then(() => running.signal('SIGKILL'));
    const { status, stderr } = await running.ended;
    if (status === 0) done.push(1000 + index);
    else expect({ status, stderr }).toEqual({ status: null, stderr: '' });
  });
  const kept = await vars();
  expect(done.filter((index) => kept[`K${index}`] !== `${index}`)).toEqual([]);
  expect(done.length).toBeGreaterThanOrEqual(40);
});
