import { Hono } from 'hono/tiny';
import type { Local } from '../local.js';

/** The endpoints of models. */
export function models(local: Local): Hono {
  const routes = new Hono();
  routes.get('/', async (context) => {
    const all = await local.models.all();
    return context.json({ object: 'list', data: all.map(({ card }) => card) });
  });
  routes.get('/:id{.+}', async (context) =>
    context.json((await local.models.find(context.req.param('id'))).card),
  );
  return routes;
}
