import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { type ApiError, badRequest, shownError } from '../errors.js';
import type { Local } from '../local.js';
import { counted } from '../served.js';
import { BackgroundRuns } from './background-runs.js';
import { jsonBody, newId } from './checks.js';
import { newResponse } from './new-response.js';
import { inOrder, pageOf, partOf } from './pages.js';
import type { ResponseEvent } from './response-events.js';
import { readResponseRequest } from './response-request.js';
import { type Run, responseEvents, wholeResponse } from './response-run.js';
import { removeResponse, storedResponse } from './stored-responses.js';
import { eventStream, namedEvent, Work } from './work.js';

/** The endpoints of responses. */
export function responses(local: Local): Hono {
  const routes = new Hono();
  const background = new BackgroundRuns(local);
  const objects = async () => (await local.store()).objects;

  routes.post('/', async (context) => {
    const body = await jsonBody(context);
    const id = newId('resp_');
    const request = await readResponseRequest(body, id, local);
    const found = await local.models.findFor(request.model, 'chat');
    const model: typeof found = {
      ...found,
      chat: (task) => counted(context, found, found.chat(task)),
    };
    const response = newResponse(id, request);
    const isBackground = request.background;
    const work = new Work(isBackground ? undefined : context.req.raw.signal);
    const run: Run = { request, model, response, work, local };
    if (isBackground) return context.json(await background.start(run));
    return request.stream ? streamed(context, run) : context.json(await wholeResponse(run));
  });

  routes.get('/:id', async (context) => {
    if (context.req.query('stream') === 'true') {
      const message = 'A response that is kept is told whole, not streamed again.';
      throw badRequest(message, 'stream', 'unsupported_parameter');
    }
    const { response } = storedResponse(await objects(), context.req.param('id'));
    return context.json(background.asItIs(response));
  });

  routes.delete('/:id', async (context) => {
    const id = context.req.param('id');
    removeResponse(await objects(), id);
    background.stop(id);
    return context.json({ id, object: 'response', deleted: true });
  });

  routes.post('/:id/cancel', async (context) => {
    return context.json(await background.cancel(context.req.param('id')));
  });

  routes.get('/:id/input_items', async (context) => {
    const { input } = storedResponse(await objects(), context.req.param('id'));
    const page = pageOf(context);
    return context.json(partOf(inOrder(input, page), page));
  });
  return routes;
}

function streamed(context: Context, run: Run): Promise<Response> {
  const failed = (error: ApiError) => namedEvent('error', { error: shownError(error) });
  return eventStream(context, run.work, { texts: named(responseEvents(run)), failed });
}

async function* named(events: AsyncIterable<ResponseEvent>): AsyncGenerator<string> {
  for await (const event of events) yield namedEvent(event.type, event);
}
