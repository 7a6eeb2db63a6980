import { describe, expect, it } from 'vitest';
import { oint } from '../../../test/support/oint.js';
import { startBoth } from '../../../test/support/postgres.js';
import type { Notice } from '../../core/definition/call-options.js';
import * as postgres from './index.js';

const WARN = "DO $$ BEGIN RAISE WARNING 'low on tea' USING HINT = 'Buy some.'; END $$";

describe.each(await startBoth())('what $kind says besides a result', ({ url }) => {
  it('is passed to the call that it belongs to', async () => {
    const told: Notice[] = [];
    const call = { onNotice: (notice: Notice) => void told.push(notice) };
    await using connection = await postgres.createConnection({ connectionString: url });
    await postgres.executeSQLQuery({ sql: 'DROP TABLE IF EXISTS no_tea', connection }, call);
    await postgres.executeSQLQuery({ sql: WARN, connection }, call);
    await postgres.executeSQLQuery({ sql: WARN, connection });
    expect(told).toMatchObject([
      { severity: 'NOTICE', message: 'table "no_tea" does not exist, skipping' },
      { severity: 'WARNING', message: 'low on tea', hint: 'Buy some.' },
    ]);
  });

  it('is printed on standard error', async () => {
    const ended = await oint(['postgres', 'ExecuteSQLQuery', '--dbc', url, '--sql', WARN]);
    expect(ended).toMatchObject({ status: 0, stderr: 'WARNING:  low on tea\nHINT:  Buy some.\n' });
    expect(JSON.parse(ended.stdout)).toEqual({ result: true });
  });
});
