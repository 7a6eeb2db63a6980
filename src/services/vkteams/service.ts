import { service } from '../../core/definition/service.js';
import * as button from './button.js';
import { chats } from './chats.js';
import { common } from './common.js';
import { messages } from './messages.js';
import { request } from './wire.js';

export default service({
  name: 'vkteams',
  title: 'VK Teams',
  category: 'Messaging',
  summary: 'Messages, files and chats of VK Teams bots',
  address: 'https://myteam.mail.ru',
  regions: {
    'Common methods': common,
    'Message sending': { ...messages, ...button },
    'Chat management': chats,
  },
  request,
});
