import { service } from '../../core/definition/service.js';
import { account } from './account.js';
import { groups } from './groups.js';
import { logs } from './logs.js';
import { messages } from './messages.js';
import { notifications } from './notifications.js';
import { queue } from './queue.js';
import { request } from './wire.js';

export default service({
  name: 'greenapi',
  title: 'GREEN-API for WhatsApp',
  category: 'Messaging',
  summary: 'Messages, groups and notifications of WhatsApp accounts at GREEN-API',
  regions: {
    Account: account,
    'Group management': groups,
    'Message sending': messages,
    'Notifications receiving': notifications,
    'Message queue': queue,
    'Message logs': logs,
  },
  request,
});
