import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder } from '../../../test/support/folder.js';
import { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { ConnectionLog, loggingSettings } from './connection-log.js';

const call = new Call('test Method', 'read');
const LINE = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] /;

describe('the settings', () => {
  it('hold what applies', () => {
    expect(loggingSettings(true, 5, undefined)).toEqual({ mode: 'memory', max_entries: 5 });
    expect(loggingSettings(false, 5, 'a.log')).toEqual({ mode: 'file', file_path: 'a.log' });
    expect(loggingSettings(true, 5, 'a.log')).toEqual({
      mode: 'both',
      max_entries: 5,
      file_path: 'a.log',
    });
    expect(loggingSettings(false, 5, undefined)).toEqual({});
  });

  it.each([
    { mode: 'somewhere' },
    { mode: 'memory', max_entries: -1 },
    { mode: 'file', file_path: 1 },
  ])('that are none are refused: %j', (given) => {
    expect(() => new ConnectionLog(call, given)).toThrow(InputError);
  });

  it('that name a file which cannot be written are refused', async () => {
    const file_path = join(await folder(), 'none', 'a.log');
    const making = () => new ConnectionLog(call, { mode: 'file', file_path });
    expect(making).toThrow(/cannot be written/);
  });
});

describe('the log', () => {
  it('keeps the newest lines, with their time', () => {
    const log = new ConnectionLog(call, loggingSettings(true, 3, undefined));
    for (const text of ['a', 'b', 'c', 'd']) log.add(text);
    const { logs, returned, total } = log.newest(2);
    expect(logs.map((line) => line.replace(LINE, ''))).toEqual(['c', 'd']);
    expect(logs.every((line) => LINE.test(line))).toBe(true);
    expect({ returned, total }).toEqual({ returned: 2, total: 3 });
    expect(log.newest(0).returned).toBe(3);
  });

  it('is written to its file whole, and not kept where only that is wanted', async () => {
    const path = join(await folder(), 'a.log');
    const log = new ConnectionLog(call, { mode: 'file', file_path: path });
    log.add('one');
    log.add('two');
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    expect(lines.map((line) => line.replace(LINE, ''))).toEqual(['one', 'two']);
    expect(log.newest(0)).toEqual({ result: true, logs: [], returned: 0, total: 0 });
  });

  it('is nowhere unless it is asked for', () => {
    const log = new ConnectionLog(call, undefined);
    log.add('one');
    expect(log.newest(0).total).toBe(0);
  });
});
