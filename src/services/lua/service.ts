import { service } from '../../core/definition/service.js';
import * as main from './main.js';
import { driver } from './packages.js';

export default service({
  name: 'lua',
  title: 'Lua',
  category: 'Data and scripting',
  summary: 'Lua 5.4 scripts in a sandbox, with limits of time, memory and instructions',
  needs: driver,
  callOptions: ['timeout'],
  regions: { Main: main },
});
