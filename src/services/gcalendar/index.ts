/**
 * Calendars and events of Google Calendar.
 *
 * @module
 */
import { auth } from './auth.js';
import { calendarList } from './calendar-list.js';
import { calendars } from './calendars.js';
import { events } from './events.js';

// Typed by name, so that the published types have the docstrings.
const gcalendar: typeof auth & typeof calendars & typeof calendarList & typeof events = {
  ...auth,
  ...calendars,
  ...calendarList,
  ...events,
};
export default gcalendar;
