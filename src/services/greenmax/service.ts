import { service } from '../../core/definition/service.js';
import { account } from './account.js';
import { groups } from './groups.js';
import { history } from './history.js';
import { messages } from './messages.js';
import { notifications } from './notifications.js';
import { queues } from './queues.js';
import { request } from './wire.js';

export default service({
  name: 'greenmax',
  title: 'GREEN-API for MAX',
  category: 'Messaging',
  summary: 'Messages, groups and notifications of MAX accounts at GREEN-API',
  regions: {
    Account: account,
    'Group management': groups,
    'Message sending': messages,
    Notifications: notifications,
    'Message history': history,
    Queues: queues,
  },
  request,
});
