import { service } from '../../core/definition/service.js';
import { driver } from '../../core/ssh/packages.js';
import * as connections from './connections.js';

export default service({
  name: 'ssh',
  title: 'SSH',
  category: 'Servers and protocols',
  summary:
    'Commands on remote machines: with a password, key, agent or prompts, also through proxies',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'idleTimeout', 'hostKey'],
  regions: { 'Common methods': connections },
});
