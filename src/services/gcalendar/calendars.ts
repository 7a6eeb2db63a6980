import { text } from '../../core/definition/kinds/index.js';
import { calendar } from './fields.js';
import { read, remove, table, write } from './wire.js';

export const calendars = table({
  /** Creates a calendar. */
  createCalendar: write('POST /calendars', {
    title: text('Title', { field: 'summary', example: 'Shifts' }),
  }),
  /** Gets the title, description and time zone of a calendar. */
  getCalendarMetadata: read('GET /calendars/{calendar}', { calendar }),
  /** Changes the title or the description of a calendar. */
  editCalendarMetadata: write('PATCH /calendars/{calendar}', {
    calendar,
    title: text('New title', { field: 'summary', optional: true, example: 'Shifts' }),
    description: text('New description', { optional: true, example: 'Who works when' }),
  }),
  /** Deletes all events of the primary calendar. */
  clearMainCalendar: remove('POST /calendars/primary/clear'),
  /** Deletes a calendar with its events, for everyone. The primary one can only be cleared. */
  deleteCalendar: remove('DELETE /calendars/{calendar}', { calendar }),
});
