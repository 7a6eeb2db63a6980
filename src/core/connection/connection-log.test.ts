import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read, refusal } from '../../../test/support/context.js';
import { folder } from '../../../test/support/folder.js';
import { Call } from '../definition/call.js';
import { InputError } from '../errors/errors.js';
import { ConnectionLog, logging, loggingSettings } from './connection-log.js';

const call = new Call('test Method', 'read');
const LINE = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\] /;

describe('the settings', () => {
  it('contain what applies', () => {
    expect(loggingSettings(true, 5, undefined)).toEqual({ mode: 'memory', max_entries: 5 });
    expect(loggingSettings(false, 5, 'a.log')).toEqual({ mode: 'file', file_path: 'a.log' });
    expect(loggingSettings(true, 5, 'a.log')).toEqual({
      mode: 'both',
      max_entries: 5,
      file_path: 'a.log',
    });
    expect(loggingSettings(false, 5, undefined)).toEqual({});
  });

  it('are read from the result of GetLoggingSettings', async () => {
    const made = [loggingSettings(true, 5, 'a.log'), loggingSettings(false, 5, undefined)];
    expect(await Promise.all(made.map((settings) => read(logging, settings)))).toEqual(made);
    expect(await read(logging, "{'mode':'file','file_path':'a.log'}")).toMatchObject({
      mode: 'file',
      file_path: 'a.log',
    });
  });

  it.each([
    { mode: 'somewhere' },
    { mode: 'memory', max_entries: -1 },
    { mode: 'file', file_path: 1 },
    { mode: 'file' },
    { file_path: 'a.log' },
  ])('that are invalid are refused: %j', async (given) => {
    expect((await refusal(logging, given)).message).toContain('as GetLoggingSettings returns them');
  });

  it('with a file that cannot be written are refused', async () => {
    const file_path = join(await folder(), 'none', 'a.log');
    const making = () => new ConnectionLog(call, { mode: 'file', file_path });
    expect(making).toThrow(InputError);
    expect(making).toThrow(/cannot write the log/);
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

  it('is written completely to its file, and not kept in memory if only that is wanted', async () => {
    const path = join(await folder(), 'a.log');
    const log = new ConnectionLog(call, { mode: 'file', file_path: path });
    log.add('one');
    log.add('two');
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    expect(lines.map((line) => line.replace(LINE, ''))).toEqual(['one', 'two']);
    expect(log.newest(0)).toEqual({ result: true, logs: [], returned: 0, total: 0 });
  });

  const noFull = existsSync('/dev/full') ? '' : ' (skipped: no /dev/full)';
  it.skipIf(noFull)(`continues in memory if its disk is full${noFull}`, () => {
    const log = new ConnectionLog(call, loggingSettings(true, 5, '/dev/full'));
    log.add('one');
    expect(log.newest(0)).toMatchObject({ returned: 1, total: 1 });
  });

  it('keeps each entry on a line of its own', () => {
    const log = new ConnectionLog(call, loggingSettings(true, 5, undefined));
    log.add('SELECT 1\r\n[2026-01-01 00:00:00.000] Connection closed');
    const [line] = log.newest(0).logs;
    expect(line!.replace(LINE, '')).toBe(
      'SELECT 1\\r\\n[2026-01-01 00:00:00.000] Connection closed',
    );
  });

  it('is disabled by default', () => {
    const log = new ConnectionLog(call, undefined);
    log.add('one');
    expect(log.newest(0).total).toBe(0);
  });
});
