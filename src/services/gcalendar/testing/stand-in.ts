import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription } from '../../../../test/stand-in/description.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import { googleAuthorize, googleRefusal, googleTokens } from '../../../../test/support/google.js';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for the Calendar API and oauth2.googleapis.com. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

const paging = { by: 'cursor', from: 'pageToken', limit: 'maxResults', next: 'nextPageToken' };
const nothing = { status: 204, body: '' };

const behavior: Behavior = {
  refuse: googleRefusal,
  authorize: googleAuthorize,
  rule: ({ name, values }) =>
    name === 'calendars.delete' && values.calendarId === 'primary'
      ? { wrong: 'rule', code: 'cannotDeletePrimaryCalendar', message: 'Forbidden', status: 403 }
      : undefined,
  kinds: {
    calendars: { ids: ['id'], id: (n) => `calendar${n}@group.calendar.google.com` },
    events: { ids: ['id'], id: (n) => `event${n}` },
  },
  paging: { ...paging, by: 'cursor', size: 100, max: 250 },
  keeps: {
    'calendarList.list': { does: 'list', kind: 'calendars', at: 'items' },
    'events.list': {
      ...{ does: 'list', kind: 'events', at: 'items', within: 'calendarId' },
      paging: { ...paging, by: 'cursor', size: 250, max: 2500 },
    },
  },
  instead: {
    'calendars.clear': () => nothing,
    'calendars.delete': () => nothing,
    'calendarList.delete': () => nothing,
    'events.delete': () => nothing,
  },
  routes: googleTokens,
};
