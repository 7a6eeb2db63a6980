import { Hono } from 'hono/tiny';
import { ApiError, badRequest } from './errors.js';

interface ModelCard {
  id: string;
  object: 'model';
  /** In seconds since 1970. */
  created: number;
  owned_by: string;
  /** What it is and is not, for people. */
  description: string;
}

const card = (id: string, description: string): ModelCard => ({
  id,
  object: 'model',
  created: Date.UTC(2026, 10, 22) / 1000,
  owned_by: 'oint',
  description,
});

/** The model that answers questions, and the one that makes vectors. */
export const GUIDE = 'oint-guide';
export const HASH = 'oint-hash';

const cards: readonly ModelCard[] = [
  card(
    GUIDE,
    "Answers questions about OInt itself. It is extractive and no neural network: a full-text search over OInt's own method documentation, whose findings it returns as they are written there. It knows nothing else, sees no pictures, calls no tools, and gives the same answer to the same question whatever temperature or seed is asked for. For chat completions only. Its tokens are words and signs.",
  ),
  card(
    HASH,
    'Turns texts into vectors by feature hashing of words, pairs of words and groups of letters. It is no neural network: texts that share spelling come out close, texts that only share their meaning do not. 256 dimensions, or as many as are asked for up to 4096; the same vector for the same text always. For embeddings only. Its tokens are words and signs.',
  ),
];

/** The endpoints of models. */
export const models = new Hono();

models.get('/', (context) => context.json({ object: 'list', data: cards }));

models.get('/:id{.+}', (context) => context.json(cardOf(context.req.param('id'))));

/** Makes sure that a request names the model that does what the request is for. */
export function checkModel(id: string, wanted: string, task: string): void {
  if (cardOf(id).id === wanted) return;
  throw badRequest(
    `The model '${id}' does not do ${task}; on this server, '${wanted}' does.`,
    'model',
    'model_not_supported',
  );
}

function cardOf(id: string): ModelCard {
  const found = cards.find((card) => card.id === id);
  if (found) return found;
  const names = cards.map((card) => `'${card.id}'`).join(' and ');
  throw new ApiError({
    status: 404,
    message: `The model '${id}' does not exist: the embedded server has ${names}.`,
    param: 'model',
    code: 'model_not_found',
  });
}
