import { record, text } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { googlePager } from '../../core/rest/vendors/google-api.js';
import { eventIn, eventTemplate } from './event.js';
import { calendar, event } from './fields.js';
import { custom, list, read, remove, send, table, write } from './wire.js';

const props = record('Event: see GetEventDescription; fields of the API also work', {
  example:
    "{'Title':'Standup','StartDate':'2026-02-02T10:00:00Z','EndDate':'2026-02-02T10:15:00Z'}",
});

export const events = table({
  /** Returns the fields of an event for CreateEvent and EditEvent. */
  getEventDescription: structure('gcalendar', 'GetEventDescription', eventTemplate),
  /** Lists the events of a calendar. */
  getEventList: list(
    'GET /calendars/{calendar}/events',
    'items',
    { calendar },
    { pager: googlePager({ maxResults: 2500 }) },
  ),
  /** Gets an event. */
  getEvent: read('GET /calendars/{calendar}/events/{event}', { calendar, event }),
  /**
   * Creates an event.
   *
   * A start that is only a date makes an all-day event, whose end is the day after its last. A time
   * without an offset is in the zone `TimeZone`, by default that of this machine.
   *
   * @see https://developers.google.com/workspace/calendar/api/v3/reference/events/insert
   */
  createEvent: custom({
    effect: 'write',
    params: { calendar, props },
    run({ token, calendar, props }, call) {
      const { fields, query } = eventIn(props, call);
      return send(
        call,
        { token },
        'POST /calendars/{calendar}/events',
        { ...fields, calendar },
        query,
      );
    },
  }),
  /** Moves an event to another calendar, whose owner becomes its organizer. */
  moveEvent: write('POST /calendars/{from}/events/{event}/move', {
    from: text('ID of the current calendar', { example: 'primary' }),
    to: text('ID of the new calendar', {
      field: 'destination',
      in: 'query',
      example: 'team@group.calendar.google.com',
    }),
    event,
  }),
  /**
   * Changes the given fields of an event. Its other fields stay.
   *
   * @see https://developers.google.com/workspace/calendar/api/v3/reference/events/patch
   */
  editEvent: custom({
    effect: 'write',
    params: { calendar, props, event },
    run({ token, calendar, props, event }, call) {
      const { fields, query } = eventIn(props, call, { isChange: true });
      const route = 'PATCH /calendars/{calendar}/events/{event}';
      return send(call, { token }, route, { ...fields, calendar, event }, query);
    },
  }),
  /** Deletes an event. */
  deleteEvent: remove('DELETE /calendars/{calendar}/events/{event}', { calendar, event }),
});
