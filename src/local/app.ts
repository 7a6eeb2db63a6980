import { Hono } from 'hono/tiny';
import { assistants } from './api/assistants.js';
import { audio } from './api/audio.js';
import { batches } from './api/batches.js';
import { chat } from './api/chat.js';
import { completions } from './api/completions.js';
import { embeddings } from './api/embeddings.js';
import { files } from './api/files.js';
import { images } from './api/images.js';
import { models } from './api/models.js';
import { refusal } from './api/not-served.js';
import { responses } from './api/responses.js';
import { threads } from './api/threads.js';
import { uploads } from './api/uploads.js';
import { vectorStores } from './api/vector-stores.js';
import { errorAnswer } from './errors.js';
import { embeddedLocal, type Local } from './local.js';
import { page } from './page.js';
import { requestId } from './served.js';

/**
 * OpenAI's protocol as an application: called in-process, or served over HTTP, where the server has
 * already set the request IDs.
 */
export function createApp(local: Local, { isServed = false } = {}): Hono {
  const app = new Hono();
  if (!isServed) {
    app.use(async (context, next) => {
      context.header('x-request-id', requestId());
      await next();
    });
  }
  app.route('/v1/models', models(local));
  app.route('/v1/chat/completions', chat(local));
  app.route('/v1/completions', completions(local));
  app.route('/v1/responses', responses(local));
  app.route('/v1/embeddings', embeddings(local));
  app.route('/v1/uploads', uploads(local));
  app.route('/v1/files', files(local));
  app.route('/v1/images', images(local));
  app.route('/v1/audio', audio(local));
  app.route('/v1/assistants', assistants(local));
  app.route('/v1/threads', threads(local));
  app.route('/v1/batches', batches(local, app));
  app.route('/v1/vector_stores', vectorStores(local));
  app.route('/', page);
  app.notFound((context) => errorAnswer(refusal(context.req.method, context.req.path), context));
  app.onError(errorAnswer);
  return app;
}

/** The embedded server: a part of OpenAI's protocol, in-process. */
export const app = createApp(embeddedLocal());
