import { date, record } from '../../core/definition/kinds/index.js';
import { structure } from '../../core/definition/structure.js';
import { calendarDay } from '../../core/rest/values.js';
import { fieldsBeside, id, ids, owner } from './fields.js';
import { calendar as calendarFields, calendarSettings } from './structures.js';
import { list, read, remove, table, write } from './wire.js';

const calendar = id('Calendar ID', { field: 'id', example: '190' });
const OF = 'calendar: see GetCalendarStructure';

export const calendars = table({
  /** Lists the calendars of a user, group or company. */
  getCalendarList: list('calendar.section.get', 'result', owner),
  /** Creates a calendar. Returns its ID. */
  createCalendar: write('calendar.section.add', {
    fields: fieldsBeside(OF, "{'type':'user','ownerId':503,'name':'Tea'}"),
  }),
  /** Updates a calendar. The fields must include `type` and `ownerId`. */
  updateCalendar: write('calendar.section.update', {
    calendar,
    fields: fieldsBeside(OF, "{'type':'user','ownerId':503,'name':'Coffee'}"),
  }),
  /** Deletes a calendar. */
  deleteCalendar: remove('calendar.section.delete', { calendar, ...owner }),
  /** Gets the events during which users are busy, by user ID. */
  getUserBusy: read('calendar.accessibility.get', {
    users: ids('User IDs', { example: "['503','547']" }),
    from: date('First day', { as: calendarDay, example: '2026-01-31' }),
    to: date('Last day', { as: calendarDay, example: '2026-02-07' }),
  }),
  /** Gets the calendar settings of the current user. */
  getCustomCalendarSettings: read('calendar.user.settings.get'),
  /** Sets the calendar settings of the current user. */
  setCustomCalendarSettings: write('calendar.user.settings.set', {
    settings: record('Settings: see GetCalednarCustomSettingsStructure', {
      example: "{'view':'week','showTasks':'Y'}",
    }),
  }),
  /** Gets the calendar settings of the portal. */
  getCalendarSettingsStructure: read('calendar.settings.get'),
  /** Returns the fields of a user's calendar settings. */
  getCalednarCustomSettingsStructure: structure(
    'bitrix24',
    'GetCalednarCustomSettingsStructure',
    calendarSettings,
  ),
  /** Returns the fields of a calendar. */
  getCalendarStructure: structure('bitrix24', 'GetCalendarStructure', calendarFields),
});
