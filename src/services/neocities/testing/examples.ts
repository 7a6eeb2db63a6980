import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Examples } from '../../../../test/support/examples.js';
import { examplesByDefinition } from '../../../../test/support/examples-by-definition.js';
import { PASSWORD, start, TOKEN } from './stand-in.js';

const byDefinition = examplesByDefinition('neocities', {
  async start() {
    const server = await start();
    server.site.set('index.html', Buffer.from('<h1>Tea</h1>'));
    server.site.set('images/', Buffer.alloc(0));
    server.site.set('images/cat.png', Buffer.from('PNG'));
    return server;
  },
  server: 'a stand-in that checks each request against notes on the server’s source',
  token: { variable: 'NEOCITIES_API_KEY', value: TOKEN },
  variables: { NEOCITIES_PASSWORD: PASSWORD },
});

export const examples: Examples = {
  async run(stage) {
    await mkdir(join(stage.folder, 'site'));
    await writeFile(join(stage.folder, 'site', 'index.html'), '<h1>Tea</h1>');
    await writeFile(join(stage.folder, 'site', 'tea.html'), 'Earl Grey');
    await writeFile(join(stage.folder, 'index.html'), '<h1>Tea</h1>');
    await byDefinition.run(stage);
  },
};
