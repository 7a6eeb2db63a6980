import { afterEach, expect, test } from 'vitest';
import { calendarDay } from './values.js';

const { TZ } = process.env;
afterEach(() => {
  if (TZ === undefined) delete process.env.TZ;
  else process.env.TZ = TZ;
});

test.each(['UTC', 'Europe/Moscow', 'America/New_York', 'Pacific/Auckland'])(
  'a day is the same day in %s',
  (zone) => {
    process.env.TZ = zone;
    expect(calendarDay(new Date('2026-12-01'))).toBe('2026-12-01');
    expect(calendarDay(new Date('2026-12-01T00:00:00'))).toBe('2026-12-01');
    expect(calendarDay(new Date('2026-12-01T23:30:00Z'))).toBe('2026-12-01');
  },
);
