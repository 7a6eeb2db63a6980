import { number, record, text } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { fieldsBeside, owner, sentAs } from './fields.js';
import { calendarEvent, eventFilter } from './structures.js';
import { list, read, remove, table, write } from './wire.js';

const event = number('Event ID', { field: 'id', example: '1265' });
const ofMeeting = sentAs(event, 'eventId');
const OF = 'event: see GetCalendarEventsStructure';

export const events = table({
  /** Creates a calendar event. Returns its ID. */
  createCalendarEvent: write('calendar.event.add', {
    fields: fieldsBeside(
      OF,
      "{'type':'user','ownerId':503,'section':190,'name':'Tea','from':'2026-01-31T17:00:00','to':'2026-01-31T17:30:00'}",
    ),
  }),
  /** Updates a calendar event. The fields must include `type`, `ownerId` and `name`. */
  updateCalendarEvent: write('calendar.event.update', {
    event,
    fields: fieldsBeside(OF, "{'type':'user','ownerId':503,'name':'Coffee'}"),
  }),
  /** Gets a calendar event. */
  getCalendarEvent: read('calendar.event.getById', { event }),
  /** Lists the calendar events of a user, group or company. */
  getCalendarEvents: list('calendar.event.get', 'result', {
    ...owner,
    filter: record('Filter: see GetCalendarEventsFilterStructure', {
      example: "{'from':'2026-01-31','to':'2026-02-07','section':[190]}",
      optional: true,
      spread: true,
    }),
  }),
  /** Deletes a calendar event. */
  deleteCalendarEvent: remove('calendar.event.delete', { event }),
  /** Gets the current user's participation in an event: Y, N, Q (not decided) or H (host). */
  getUserParticipationStatus: read('calendar.meeting.status.get', { event: ofMeeting }),
  /** Sets the current user's participation in an event. */
  setUserParticipationStatus: write('calendar.meeting.status.set', {
    event: ofMeeting,
    status: text('Participation: Y yes, N no, Q not decided', { values: ['Y', 'N', 'Q'] }),
  }),
  /** Returns the fields of a calendar event. */
  getCalendarEventsStructure: structure('bitrix24', 'GetCalendarEventsStructure', calendarEvent),
  /** Returns the filter fields of GetCalendarEvents. */
  getCalendarEventsFilterStructure: structure(
    'bitrix24',
    'GetCalendarEventsFilterStructure',
    eventFilter,
  ),
});
