import { service } from '../../core/definition/service.js';
import * as client from './client.js';
import * as common from './common.js';
import * as server from './server.js';

export default service({
  name: 'tcp',
  title: 'TCP',
  category: 'Servers and protocols',
  summary: 'Bytes and lines over TCP, as a client or a server: with TLS and through proxies',
  callOptions: ['timeout', 'connectTimeout', 'firstByteTimeout', 'ca', 'cert', 'key', 'insecure'],
  regions: { Common: common, 'Client methods': client, 'Server methods': server },
});
