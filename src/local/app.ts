import { randomBytes } from 'node:crypto';
import { Hono } from 'hono/tiny';
import { chat } from './chat.js';
import { embeddings } from './embeddings.js';
import { errorAnswer } from './errors.js';
import { files } from './files.js';
import { models } from './models.js';
import { refusal } from './not-served.js';

/** The embedded server: a part of OpenAI's protocol, answered inside the process. */
export const app = new Hono();

app.use(async (context, next) => {
  await next();
  context.header('x-request-id', `req_${randomBytes(12).toString('hex')}`);
});
app.route('/v1/models', models);
app.route('/v1/chat/completions', chat);
app.route('/v1/embeddings', embeddings);
app.route('/v1/files', files);
app.notFound((context) => errorAnswer(refusal(context.req.method, context.req.path), context));
app.onError(errorAnswer);
