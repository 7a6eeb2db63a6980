import { service } from '../../core/definition/service.js';
import * as common from './common.js';

export default service({
  name: 'msgpack',
  title: 'MessagePack',
  category: 'Data and scripting',
  summary:
    'Data as MessagePack and back: a binary form of JSON with bytes, times and 64-bit integers',
  callOptions: ['timeout'],
  regions: { 'Common methods': common },
});
