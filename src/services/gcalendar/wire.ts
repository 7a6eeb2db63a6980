import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import { googleToken } from '../../core/rest/vendors/google.js';
import { googlePager, googlePolicy } from '../../core/rest/vendors/google-api.js';
import { hints } from './hints.js';

/** How Google Calendar's requests differ from other services. */
export const { table, read, list, write, remove, custom, send, request } = rest({
  service: 'gcalendar',
  first: { token: googleToken('calendar') },
  target: ({ token }, call) => ({
    base: `${serviceAddress(call, 'https://www.googleapis.com')}/calendar/v3`,
    token,
  }),
  policy: googlePolicy('calendar', hints),
  pager: googlePager({ maxResults: 250 }),
  reference: ({ verb, path }) => `${ROOT}${REFERENCES[`${verb} ${path}`] ?? ''}`,
});

const ROOT = 'https://developers.google.com/workspace/calendar/api/v3/reference/';
const REFERENCES: Readonly<Record<string, string>> = {
  'POST /calendars': 'calendars/insert',
  'GET /calendars/{calendar}': 'calendars/get',
  'PATCH /calendars/{calendar}': 'calendars/patch',
  'POST /calendars/primary/clear': 'calendars/clear',
  'DELETE /calendars/{calendar}': 'calendars/delete',
  'GET /users/me/calendarList': 'calendarList/list',
  'POST /users/me/calendarList': 'calendarList/insert',
  'GET /users/me/calendarList/{calendar}': 'calendarList/get',
  'DELETE /users/me/calendarList/{calendar}': 'calendarList/delete',
  'PATCH /users/me/calendarList/{calendar}': 'calendarList/patch',
  'GET /calendars/{calendar}/events': 'events/list',
  'GET /calendars/{calendar}/events/{event}': 'events/get',
  'POST /calendars/{from}/events/{event}/move': 'events/move',
  'DELETE /calendars/{calendar}/events/{event}': 'events/delete',
};
