import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { start, TOKEN } from './stand-in.js';

export const examples = examplesByDefinition('metrika', {
  async start() {
    const server = await start();
    const site2 = { site: 'example.com' };
    server.counters.set(44147844, { id: 44147844, name: 'Tea shop', site2, status: 'Active' });
    return server;
  },
  server: 'a stand-in that checks each request against a published API description',
  token: { variable: 'YANDEX_METRIKA_TOKEN', value: TOKEN },
});
