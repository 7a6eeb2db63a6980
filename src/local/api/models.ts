import { Hono } from 'hono/tiny';
import type { Model } from '../engines/engine.js';
import type { Local } from '../local.js';

const JSON_TYPE = { 'content-type': 'application/json' };

/** The endpoints for models. */
export function models(local: Local): Hono {
  const routes = new Hono();
  // Clients look at it often, some before each chat: written once for as long as the models stay.
  let listed: readonly Model[] | undefined;
  let text = '';
  routes.get('/', async (context) => {
    const all = await local.models.all();
    if (all !== listed) {
      listed = all;
      text = JSON.stringify({ object: 'list', data: all.map(shown) });
    }
    return context.body(text, 200, JSON_TYPE);
  });
  routes.get('/:id{.+}', async (context) =>
    context.json(shown(await local.models.find(context.req.param('id')))),
  );
  return routes;
}

/** The model object, with its tasks: `chat`, `embed`. */
function shown({ card, ...tasks }: Model) {
  return { ...card, tasks: Object.keys(tasks) };
}
