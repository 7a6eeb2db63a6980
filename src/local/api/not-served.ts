import { ApiError } from '../errors.js';

const OTHER_SERVER = 'Use the URL of a server that does.';
const THREADS = 'To run them, use POST /v1/threads, …/messages and …/runs.';
const CHAT = 'For chat completions, use POST /v1/chat/completions.';
const RESPONSES = 'To create responses, use POST /v1/responses.';

/**
 * What this server does not support of the protocol, by the path's first segment, and what to use
 * instead.
 */
const NOT_SERVED: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  audio: [
    'does not translate speech or store voices',
    `To convert text to speech, use POST /v1/audio/speech. ${OTHER_SERVER}`,
  ],
  chat: ['supports no other chat endpoints', CHAT],
  chatkit: ['does not support ChatKit', CHAT],
  containers: ['does not support containers', OTHER_SERVER],
  content_provenance_checks: ['does not check content provenance', OTHER_SERVER],
  conversations: [
    'does not store conversations',
    "Continue a response with 'previous_response_id': POST /v1/responses.",
  ],
  evals: ['does not run evals', OTHER_SERVER],
  fine_tuning: ['does not fine-tune models', OTHER_SERVER],
  images: ['does not edit images', 'To make test cards, use POST /v1/images/generations.'],
  models: ['cannot delete its built-in models', 'To list them, use GET /v1/models.'],
  moderations: ['does not moderate texts', OTHER_SERVER],
  organization: ['has no organizations', 'There are no accounts and no keys here.'],
  projects: ['has no projects', 'There are no accounts and no keys here.'],
  realtime: ['does not support realtime sessions', CHAT],
  responses: ['does not count input tokens or compact responses', RESPONSES],
  skills: ['does not support skills', OTHER_SERVER],
  threads: ['does not change messages, cancel runs or list run steps', THREADS],
  videos: ['does not generate videos', OTHER_SERVER],
};

/** What is served, with its methods: any other method on these paths is the caller's mistake. */
const SERVED: readonly (readonly [path: RegExp, methods: string])[] = [
  [/^\/v1\/models$/, 'GET'],
  [/^\/v1\/models\/.+$/, 'GET'],
  [/^\/v1\/chat\/completions$/, 'GET or POST'],
  [/^\/v1\/chat\/completions\/[^/]+$/, 'GET, POST or DELETE'],
  [/^\/v1\/chat\/completions\/[^/]+\/messages$/, 'GET'],
  [/^\/v1\/completions$/, 'POST'],
  [/^\/v1\/responses$/, 'POST'],
  [/^\/v1\/responses\/[^/]+$/, 'GET or DELETE'],
  [/^\/v1\/responses\/[^/]+\/cancel$/, 'POST'],
  [/^\/v1\/responses\/[^/]+\/input_items$/, 'GET'],
  [/^\/v1\/embeddings$/, 'POST'],
  [/^\/v1\/uploads$/, 'POST'],
  [/^\/v1\/uploads\/[^/]+\/(parts|complete|cancel)$/, 'POST'],
  [/^\/v1\/files$/, 'GET or POST'],
  [/^\/v1\/files\/[^/]+$/, 'GET or DELETE'],
  [/^\/v1\/files\/[^/]+\/content$/, 'GET'],
  [/^\/v1\/images\/generations$/, 'POST'],
  [/^\/v1\/audio\/(speech|transcriptions)$/, 'POST'],
  [/^\/v1\/(assistants|batches|vector_stores)$/, 'GET or POST'],
  [/^\/v1\/(assistants|vector_stores)\/[^/]+$/, 'GET, POST or DELETE'],
  [/^\/v1\/threads(\/runs)?$/, 'POST'],
  [/^\/v1\/threads\/[^/]+$/, 'GET, POST or DELETE'],
  [/^\/v1\/threads\/[^/]+\/(messages|runs)$/, 'GET or POST'],
  [/^\/v1\/threads\/[^/]+\/messages\/[^/]+$/, 'GET or DELETE'],
  [/^\/v1\/threads\/[^/]+\/runs\/[^/]+$/, 'GET'],
  [/^\/v1\/batches\/[^/]+$/, 'GET'],
  [/^\/v1\/batches\/[^/]+\/cancel$/, 'POST'],
  [/^\/v1\/vector_stores\/[^/]+\/(search|file_batches)$/, 'POST'],
  [/^\/v1\/vector_stores\/[^/]+\/files$/, 'GET or POST'],
  [/^\/v1\/vector_stores\/[^/]+\/files\/[^/]+$/, 'GET, POST or DELETE'],
  [/^\/v1\/vector_stores\/[^/]+\/files\/[^/]+\/content$/, 'GET'],
  [/^\/v1\/vector_stores\/[^/]+\/file_batches\/[^/]+(\/files)?$/, 'GET'],
  [/^\/v1\/vector_stores\/[^/]+\/file_batches\/[^/]+\/cancel$/, 'POST'],
];

/** Other methods that the protocol has on a path that is served. */
const NOT_SERVED_METHODS: readonly (readonly [method: string, path: RegExp])[] = [
  ['POST', /^\/v1\/responses\/(compact|input_tokens)$/],
  ['DELETE', /^\/v1\/models\/.+$/],
  ['POST', /^\/v1\/threads\/[^/]+\/(messages|runs)\/[^/]+$/],
];

/** Explains why no endpoint matches a request. */
export function refusal(method: string, path: string): ApiError {
  const [, area = ''] = /^\/v1\/([^/]+)/.exec(path) ?? [];
  const served = SERVED.find(([pattern]) => pattern.test(path));
  const isProtocol = NOT_SERVED_METHODS.some(([m, pattern]) => m === method && pattern.test(path));
  if (served && !isProtocol) {
    const message = `${path} supports ${served[1]}, not ${method}.`;
    return new ApiError({ status: 405, message, code: 'method_not_allowed' });
  }
  if (Object.hasOwn(NOT_SERVED, area)) {
    const [what, instead] = NOT_SERVED[area]!;
    const message = `The embedded server ${what} (${method} ${path}). ${instead}`;
    return new ApiError({ status: 501, message, code: 'not_served' });
  }
  const message = `Unknown endpoint ${method} ${path}. Paths begin with /v1, such as /v1/chat/completions.`;
  return new ApiError({ status: 404, message, code: 'unknown_url' });
}
