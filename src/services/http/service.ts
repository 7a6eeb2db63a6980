import { service } from '../../core/definition/service.js';
import * as authorization from './authorization.js';
import * as body from './body.js';
import * as factory from './factory.js';
import * as headers from './headers.js';
import * as initialization from './initialization.js';
import * as once from './once.js';
import * as processing from './processing.js';
import * as response from './response.js';
import * as settings from './settings.js';

export default service({
  name: 'http',
  title: 'HTTP',
  category: 'Servers and protocols',
  summary: 'Any request over HTTP: built step by step, or sent in one command',
  regions: {
    'One request': once,
    Factory: factory,
    Initialization: initialization,
    Settings: settings,
    'Body set': body,
    'Headers setting': headers,
    Authorization: authorization,
    'Request processing': processing,
    'Response receiving': response,
  },
});
