import { service } from '../../core/definition/service.js';
import * as administration from './administration.js';
import { ADDRESS } from './bot.js';
import * as content from './content.js';
import * as messages from './messages.js';
import * as settings from './settings.js';
import * as topics from './topics.js';
import { request } from './wire.js';

export default service({
  name: 'telegram',
  title: 'Telegram',
  category: 'Messaging',
  address: ADDRESS,
  summary: 'Telegram bots: messages, files, keyboards, updates, groups and their topics',
  regions: {
    'Data retrieval and settings': settings,
    'Data sending': { ...content, ...messages },
    Administration: administration,
    'Forum topic management': topics,
  },
  request,
});
