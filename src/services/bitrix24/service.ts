import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';

export default service({
  name: 'bitrix24',
  title: 'Bitrix24',
  summary: 'Tasks, CRM, feed, chats, drive and calendars of Bitrix24 portals',
  regions: {
    'Settings and administartion': auth,
  },
});
