import { googleTokens } from '../../../../test/support/google.js';
import { json, start as serve } from '../../../../test/support/server.js';

/** A server that stands in for oauth2.googleapis.com, from notes on its documentation. */
export async function start() {
  const server = await serve(async (request, response) => {
    const route = googleTokens[`${request.method} ${request.path}`];
    if (!route) return void response.writeHead(404).end();
    const { status = 200, body } = await route(request, {}, undefined as never);
    json(response, body as object, status);
  });
  return { ...server, reset() {} };
}
