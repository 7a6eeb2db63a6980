import { service } from '../../core/definition/service.js';
import { account } from './account.js';
import * as keyboard from './keyboard.js';
import { messages } from './messages.js';
import { request } from './wire.js';

export default service({
  name: 'viber',
  title: 'Viber',
  category: 'Messaging',
  summary: 'Messages and channel posts of Viber bots',
  address: 'https://chatapi.viber.com',
  regions: {
    'Settings and information': account,
    'Message sending': { ...messages, ...keyboard },
  },
  request,
});
