import { service } from '../../core/definition/service.js';
import * as instances from './instances.js';
import * as library from './library.js';
import * as main from './main.js';
import { driver } from './packages.js';

export default service({
  name: 'nativeapi',
  title: 'Native API',
  category: 'Data and scripting',
  summary: 'External components of 1C:Enterprise, without 1C',
  needs: driver,
  callOptions: ['timeout'],
  regions: {
    Main: main,
    'Work with library': library,
    'Work with instance': instances,
  },
});
