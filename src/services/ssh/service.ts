import { service } from '../../core/definition/service.js';
import { driver } from '../../core/ssh/packages.js';
import * as connections from './connections.js';

export default service({
  name: 'ssh',
  title: 'SSH',
  summary: 'Commands on other machines: by password, key, agent or questions, through proxies too',
  needs: driver,
  regions: { 'Common methods': connections },
});
