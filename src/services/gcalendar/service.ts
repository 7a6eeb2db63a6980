import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';
import { calendarList } from './calendar-list.js';
import { calendars } from './calendars.js';
import { events } from './events.js';
import { request } from './wire.js';

export default service({
  name: 'gcalendar',
  title: 'Google Calendar',
  category: 'Google',
  summary: 'Calendars and events of Google Calendar',
  address: 'https://www.googleapis.com',
  regions: {
    Authorization: auth,
    'Calendar metadata management': calendars,
    'Calendar list management': calendarList,
    'Event management': events,
  },
  request,
});
