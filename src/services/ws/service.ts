import { service } from '../../core/definition/service.js';
import * as client from './client.js';
import * as common from './common.js';
import { driver } from './packages.js';
import * as server from './server.js';

export default service({
  name: 'ws',
  title: 'WebSocket',
  category: 'Servers and protocols',
  summary: 'Messages over WebSocket, as a client or a server: with TLS and through proxies',
  needs: driver,
  callOptions: ['timeout', 'connectTimeout', 'ca', 'cert', 'key', 'insecure'],
  regions: { Common: common, 'Client methods': client, 'Server methods': server },
});
