import { Hono } from 'hono/tiny';
import type { Model } from '../engines/engine.js';
import type { Local } from '../local.js';

/** The endpoints for models. */
export function models(local: Local): Hono {
  const routes = new Hono();
  routes.get('/', async (context) => {
    const all = await local.models.all();
    return context.json({ object: 'list', data: all.map(shown) });
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
