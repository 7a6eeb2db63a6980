import { service } from '../../core/definition/service.js';
import * as common from './common.js';
import * as connecting from './connecting.js';
import * as interaction from './interaction.js';
import * as listening from './listening.js';
import * as messaging from './messaging.js';

export default service({
  name: 'zeromq',
  title: 'ZeroMQ',
  category: 'Servers and protocols',
  summary: 'Messages over ZeroMQ: requests and replies, publishing and subscribing, pipelines',
  callOptions: ['timeout', 'connectTimeout', 'firstByteTimeout'],
  regions: {
    Common: common,
    'Connection methods': connecting,
    'Listening methods': listening,
    'Interaction methods': interaction,
    'Single commands': messaging,
  },
});
