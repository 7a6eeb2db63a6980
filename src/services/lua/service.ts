import { service } from '../../core/definition/service.js';
import * as attached from './attached.js';
import * as bytecode from './bytecode.js';
import * as globals from './globals.js';
import * as main from './main.js';
import { driver } from './packages.js';
import * as scripts from './scripts.js';

export default service({
  name: 'lua',
  title: 'Lua',
  category: 'Data and scripting',
  summary: 'Lua 5.4 scripts in a sandbox, with limits of time, memory and instructions',
  needs: driver,
  callOptions: ['timeout'],
  regions: {
    Main: main,
    'Script management': scripts,
    'Bytecode management': bytecode,
    'Global variables': globals,
    'Package management': attached,
  },
});
