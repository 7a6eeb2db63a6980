import { flag, text } from '../../core/definition/kinds/index.js';
import { calendar } from './fields.js';
import { custom, list, read, remove, send, table, write } from './wire.js';

export const calendarList = table({
  /** Lists the calendars in the list of the user. */
  getCalendarList: list('GET /users/me/calendarList', 'items'),
  /** Adds an existing calendar to the list. */
  addCalendarToList: write('POST /users/me/calendarList', {
    calendar: text('Calendar ID', {
      field: 'id',
      example: 'en.uk#holiday@group.v.calendar.google.com',
    }),
  }),
  /** Gets a calendar of the list, with its colors and reminders. */
  getListCalendar: read('GET /users/me/calendarList/{calendar}', { calendar }),
  /** Removes a calendar from the list. The calendar itself stays. */
  deleteCalendarFromList: remove('DELETE /users/me/calendarList/{calendar}', { calendar }),
  /**
   * Changes the colors of a calendar in the list, or hides it. Its other settings stay.
   *
   * @see https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/patch
   */
  editListCalendar: custom({
    effect: 'write',
    params: {
      calendar,
      primaryColor: text('Background color', { option: 'primary', example: '#0088aa' }),
      secondaryColor: text('Text color', { option: 'secondary', example: '#ffffff' }),
      hidden: flag('Hide the calendar', { optional: true, example: 'true' }),
    },
    run({ token, calendar, primaryColor, secondaryColor, hidden }, call) {
      const colors = { backgroundColor: primaryColor, foregroundColor: secondaryColor };
      const route = 'PATCH /users/me/calendarList/{calendar}';
      // Without it, Google expects the numbers of its own colors.
      const query = { colorRgbFormat: true };
      return send(call, { token }, route, { calendar, ...colors, hidden }, query);
    },
  }),
});
