import { ApiError } from '../errors.js';

const OTHER_SERVER = 'Give the address of a server that does.';
const THREADS = 'It runs them: POST /v1/threads, …/messages and …/runs.';
const CHAT = 'Chat completions answer here: POST /v1/chat/completions.';
const RESPONSES = 'Responses are made here: POST /v1/responses.';

/** What the protocol has and this server does not, by the path's first word: and what would work. */
const NOT_SERVED: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  audio: [
    'neither translates speech nor keeps voices',
    `It speaks: POST /v1/audio/speech. ${OTHER_SERVER}`,
  ],
  chat: ['has nothing more of chats', CHAT],
  chatkit: ['has no ChatKit', CHAT],
  containers: ['has no containers', OTHER_SERVER],
  content_provenance_checks: ['does not check where content comes from', OTHER_SERVER],
  conversations: [
    'does not keep conversations',
    "Responses go on from each other by their 'previous_response_id': POST /v1/responses.",
  ],
  evals: ['does not run evals', OTHER_SERVER],
  fine_tuning: ['does not train models', OTHER_SERVER],
  images: ['does not change pictures', 'It makes test cards: POST /v1/images/generations.'],
  models: ['cannot delete its built-in models', 'List them: GET /v1/models.'],
  moderations: ['does not judge texts', OTHER_SERVER],
  organization: ['has no organization', 'There are no accounts and no keys here.'],
  projects: ['has no projects', 'There are no accounts and no keys here.'],
  realtime: ['has no realtime sessions', CHAT],
  responses: ['neither counts nor compacts what a response is made of', RESPONSES],
  skills: ['has no skills', OTHER_SERVER],
  threads: ['neither changes messages, cancels runs nor shows their steps', THREADS],
  videos: ['does not make videos', OTHER_SERVER],
};

/** What is served, and how: any other method on these is a mistake of the caller. */
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

/** What the protocol has under a path that is served, with another method. */
const NOT_SERVED_METHODS: readonly (readonly [method: string, path: RegExp])[] = [
  ['POST', /^\/v1\/responses\/(compact|input_tokens)$/],
  ['DELETE', /^\/v1\/models\/.+$/],
  ['POST', /^\/v1\/threads\/[^/]+\/(messages|runs)\/[^/]+$/],
];

/** Why a request that no endpoint takes is not answered. */
export function refusal(method: string, path: string): ApiError {
  const [, area = ''] = /^\/v1\/([^/]+)/.exec(path) ?? [];
  const served = SERVED.find(([pattern]) => pattern.test(path));
  const isProtocol = NOT_SERVED_METHODS.some(([m, pattern]) => m === method && pattern.test(path));
  if (served && !isProtocol) {
    const message = `${path} takes ${served[1]}, not ${method}.`;
    return new ApiError({ status: 405, message, code: 'method_not_allowed' });
  }
  if (Object.hasOwn(NOT_SERVED, area)) {
    const [what, instead] = NOT_SERVED[area]!;
    const message = `The embedded server ${what} (${method} ${path}). ${instead}`;
    return new ApiError({ status: 501, message, code: 'not_served' });
  }
  const message = `There is no ${method} ${path} in the protocol. Paths begin with /v1, as /v1/chat/completions does.`;
  return new ApiError({ status: 404, message, code: 'unknown_url' });
}
