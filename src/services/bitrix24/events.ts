import { number, record, text } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { fieldsBeside, owner, sentAs } from './fields.js';
import { calendarEvent, eventFilter } from './structures.js';
import { list, read, remove, table, write } from './wire.js';

const event = number('ID of the event', { field: 'id', example: '1265' });
const ofMeeting = sentAs(event, 'eventId');
const OF = 'event: see GetCalendarEventsStructure';

export const events = table({
  /** Creates an event in a calendar. Returns its ID. */
  createCalendarEvent: write('calendar.event.add', {
    fields: fieldsBeside(
      OF,
      "{'type':'user','ownerId':503,'section':190,'name':'Tea','from':'2026-01-31T17:00:00','to':'2026-01-31T17:30:00'}",
    ),
  }),
  /** Changes an event. Its `type`, `ownerId` and `name` are wanted among the fields. */
  updateCalendarEvent: write('calendar.event.update', {
    event,
    fields: fieldsBeside(OF, "{'type':'user','ownerId':503,'name':'Coffee'}"),
  }),
  /** Gets an event. */
  getCalendarEvent: read('calendar.event.getById', { event }),
  /** Lists the events of a user, a group or the company. */
  getCalendarEvents: list('calendar.event.get', 'result', {
    ...owner,
    filter: record('Filter: see GetCalendarEventsFilterStructure', {
      example: "{'from':'2026-01-31','to':'2026-02-07','section':[190]}",
      optional: true,
      spread: true,
    }),
  }),
  /** Deletes an event. */
  deleteCalendarEvent: remove('calendar.event.delete', { event }),
  /** Gets whether the current user takes part in an event: Y, N, Q (not decided) or H (host). */
  getUserParticipationStatus: read('calendar.meeting.status.get', { event: ofMeeting }),
  /** Sets whether the current user takes part in an event. */
  setUserParticipationStatus: write('calendar.meeting.status.set', {
    event: ofMeeting,
    status: text('Y yes, N no, Q not decided', { values: ['Y', 'N', 'Q'] }),
  }),
  /** Returns the fields of an event. */
  getCalendarEventsStructure: structure('bitrix24', 'GetCalendarEventsStructure', calendarEvent),
  /** Returns the fields that GetCalendarEvents filters by. */
  getCalendarEventsFilterStructure: structure(
    'bitrix24',
    'GetCalendarEventsFilterStructure',
    eventFilter,
  ),
});
