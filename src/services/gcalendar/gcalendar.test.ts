import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StandIn } from '../../../test/stand-in/server.js';
import { failure } from '../../../test/support/failure.js';
import { ACCOUNT, APP, TOKEN } from '../../../test/support/google.js';
import { HttpError, InputError } from '../../core/errors/errors.js';
import gcalendar from './index.js';
import { start } from './testing/stand-in.js';

let server: StandIn;
beforeAll(async () => {
  server = await start();
});
afterEach(() => server.reset());

const token = TOKEN;
const calendar = 'primary';
const at = () => ({ baseUrl: server.url });
const lines = () => server.requests.map(({ method, path }) => `${method} ${path}`);
const sent = () => JSON.parse(server.requests.at(-1)!.body.toString());

describe('an event', () => {
  test('has times with their zone, and notifies', async () => {
    const props = {
      Title: 'Standup',
      StartDate: '2026-02-02T10:00:00+03:00',
      EndDate: '2026-02-02 10:15',
      TimeZone: 'Europe/Moscow',
      SendNotifications: true,
    };
    await gcalendar.createEvent({ token, calendar, props }, at());
    const timeZone = 'Europe/Moscow';
    expect(sent()).toEqual({
      summary: 'Standup',
      start: { dateTime: '2026-02-02T10:00:00+03:00', timeZone },
      end: { dateTime: '2026-02-02T10:15:00', timeZone },
    });
    expect(lines()).toEqual(['POST /calendar/v3/calendars/primary/events?sendUpdates=all']);
  });

  test('may last all day, and have attachments', async () => {
    const props = {
      Title: 'Fair',
      StartDate: '2026-02-02',
      EndDate: '2026-02-04',
      ArrayOfAttachmentURLs: { Plan: 'https://drive.google.com/file/d/1' },
    };
    await gcalendar.createEvent({ token, calendar, props }, at());
    expect(sent()).toMatchObject({
      start: { date: '2026-02-02' },
      attachments: [{ title: 'Plan', fileUrl: 'https://drive.google.com/file/d/1' }],
    });
    expect(lines()[0]).toContain('?supportsAttachments=true');
  });

  test('that becomes an all-day event loses its time', async () => {
    const props = { StartDate: '2026-02-02', EndDate: '2026-02-03', colorId: '5' };
    await gcalendar.editEvent({ token, calendar, event: 'e1', props }, at());
    expect(sent()).toEqual({
      start: { date: '2026-02-02', dateTime: null },
      end: { date: '2026-02-03', dateTime: null },
      colorId: '5',
    });
  });

  test('with an unknown field or a wrong date is refused before anything is sent', async () => {
    const create = (props: Record<string, unknown>) =>
      gcalendar.createEvent({ token, calendar, props }, at());
    const unknown = await failure(create({ title: 'x' }), InputError);
    expect(unknown.hint).toBe('Did you mean Title?');
    const wrong = await failure(create({ StartDate: 'tomorrow' }), InputError);
    expect(wrong.message).toContain('props.StartDate must be a date');
    expect(server.requests).toEqual([]);
  });

  test('is moved with the new calendar in the query', async () => {
    await gcalendar.moveEvent({ token, from: 'a', to: 'b@c', event: 'e1' }, at());
    expect(lines()).toEqual(['POST /calendar/v3/calendars/a/events/e1/move?destination=b%40c']);
  });
});

describe('a list', () => {
  test('has all events, page by page', async () => {
    server.seed('events.list', 3000, calendar);
    let events = 0;
    for await (const _ of await gcalendar.getEventList.stream({ token, calendar }, at())) events++;
    expect([events, server.requests.length]).toEqual([3000, 2]);
  });
});

describe('a calendar', () => {
  test('in the list changes only what is given', async () => {
    const colors = { primaryColor: '#0088aa', secondaryColor: '#ffffff' };
    await gcalendar.editListCalendar({ token, calendar, ...colors }, at());
    expect(lines()[0]).toMatch(/^PATCH .*\/primary\?colorRgbFormat=true$/);
    expect(sent()).toEqual({ backgroundColor: '#0088aa', foregroundColor: '#ffffff' });
  });

  test('has an ID with any characters', async () => {
    const holidays = 'en.uk#holiday@group.v.calendar.google.com';
    await gcalendar.getCalendarMetadata({ token, calendar: holidays }, at());
    expect(server.calls[0]!.values.calendarId).toBe(holidays);
  });

  test('that is the primary one is not deleted, but cleared', async () => {
    const error = await failure(gcalendar.deleteCalendar({ token, calendar }, at()), HttpError);
    expect(error.hint).toContain('ClearMainCalendar');
    expect(await gcalendar.clearMainCalendar({ token }, at())).toEqual({});
  });
});

describe('an error of Google', () => {
  test('that means "slow down" is waited for', async () => {
    server.fail('rate limit');
    await gcalendar.getCalendarList({ token }, at());
    expect(server.requests).toHaveLength(2);
  });

  test('says which scope is missing', async () => {
    const code = 'insufficientPermissions';
    server.fail({ wrong: 'rule', status: 403, code, message: 'Insufficient Permission' });
    const error = await failure(gcalendar.getCalendarList({ token }, at()), HttpError);
    expect(error).toMatchObject({ status: 403, reason: code });
    expect(error.hint).toContain('https://www.googleapis.com/auth/calendar');
  });
});

describe('credentials', () => {
  test('of a user get a token, and a new one once it has expired', async () => {
    const user = { client_id: APP.id, client_secret: APP.secret, refresh_token: APP.refresh };
    const old = { ...user, access_token: 'expired' };
    await gcalendar.getCalendarList({ token: old }, at());
    expect(lines().map((line) => line.split('?')[0])).toEqual([
      'GET /calendar/v3/users/me/calendarList',
      'POST /token',
      'GET /calendar/v3/users/me/calendarList',
    ]);
  });

  test('may be those of a service account', async () => {
    await gcalendar.getCalendarList({ token: ACCOUNT }, at());
    expect(lines()[0]).toBe('POST /token');
  });
});
