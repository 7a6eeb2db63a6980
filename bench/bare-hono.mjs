// The minimum a Hono application needs, on the same adapter: the baseline for the embedded server.
// Prints its address when it is ready.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const card = (id) => ({
  id,
  object: 'model',
  created: 1,
  owned_by: 'oint',
  description: 'As long as a description is that tells what a model is and is not. '.repeat(6),
});
const models = { object: 'list', data: [card('one'), card('two')] };

const app = new Hono();
app.get('/v1/models', (context) => context.json(models));
// As long as the answers of oint-guide are on average.
const content = 'An answer has about as many characters as this. '.repeat(18);
app.post('/v1/chat/completions', async (context) =>
  context.json({ ...(await context.req.json()), content }),
);
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
);
