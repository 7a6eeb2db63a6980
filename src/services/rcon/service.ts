import { service } from '../../core/definition/service.js';
import * as commands from './commands.js';

export default service({
  name: 'rcon',
  title: 'RCON',
  category: 'Servers and protocols',
  summary: 'Commands for the console of game servers: Minecraft, and servers of Source games',
  callOptions: ['timeout', 'connectTimeout', 'idleTimeout'],
  regions: { 'Commands execution': commands },
});
