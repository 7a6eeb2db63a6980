import type { Call } from '../../core/definition/call.js';
import type { Progress } from '../../core/definition/call-options.js';
import { flag, number, record, text } from '../../core/definition/kinds/index.js';
import { method } from '../../core/definition/method.js';
import { structure } from '../../core/definition/structure.js';
import { drained } from '../../core/http/answer-stream.js';
import { requestLines } from '../../core/http/lines.js';
import { request } from '../../core/http/request.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { done } from './done.js';
import { accessHints, endpoint, filled, headers, model, modelHints, url } from './endpoint.js';
import { LineStream } from './line-stream.js';
import { StatusGathering } from './status.js';
import { settingsFields } from './structures.js';
import type { Answer, Done, Model, ModelInformation, ModelStatus, RunningModel } from './types.js';

/**
 * Lists the models that are on a server.
 *
 * @returns `models` holds them; their `name` is what other methods take as the model.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#list-local-models
 */
export const getModelList = method('ollama', 'GetModelList', {
  effect: 'read',
  hints: accessHints,
  params: { url, headers },
  async run({ url, headers }, call): Promise<{ models: Model[] }> {
    const answer = await request(call, 'GET', endpoint(url, 'tags'), { headers });
    return answer as { models: Model[] };
  },
});

/**
 * Lists the models that are in memory now.
 *
 * @returns `models` holds them: `expires_at` is when each is to leave, `size_vram` what it takes.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#list-running-models
 */
export const listRunningModels = method('ollama', 'ListRunningModels', {
  effect: 'read',
  hints: accessHints,
  params: { url, headers },
  async run({ url, headers }, call): Promise<{ models: RunningModel[] }> {
    const answer = await request(call, 'GET', endpoint(url, 'ps'), { headers });
    return answer as { models: RunningModel[] };
  },
});

/**
 * Tells what a model is: its template, parameters, licence and build.
 *
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#show-model-information
 */
export const getModelInformation = method('ollama', 'GetModelInformation', {
  effect: 'read',
  hints: modelHints,
  params: {
    url,
    model,
    verbose: flag('All there is, tokens and tensors included', { default: true }),
    headers,
  },
  async run({ url, model, verbose, headers }, call): Promise<ModelInformation> {
    const json = { model, verbose };
    const answer = await request(call, 'POST', endpoint(url, 'show'), { headers, json });
    return answer as ModelInformation;
  },
});

/** Gigabytes come, go or are worked on, and the server may be silent while it checks them. */
const deadlines = { timeout: 24 * 3_600_000, idleTimeout: 30 * 60_000 };

interface Moving {
  url: string;
  /** The endpoint: `pull`. */
  what: string;
  json: JsonRecord;
  headers: JsonRecord | undefined;
  direction: Progress['direction'];
  /** What to do where the server breaks off with an error. */
  hint?: string;
}

/** The status lines of what takes a while. */
async function move(
  { url, what, json, headers, direction, hint }: Moving,
  call: Call,
): Promise<LineStream<ModelStatus, ModelStatus>> {
  const body = { ...json, stream: true };
  const source = await requestLines(call, 'POST', endpoint(url, what), { headers, json: body });
  return new LineStream(source, new StatusGathering(call, direction), call, hint);
}

interface Creating {
  url: string;
  model: string;
  settings: JsonRecord;
  headers: JsonRecord | undefined;
}

function create({ url, model, settings, headers }: Creating, call: Call) {
  const json = { model, ...withDigests(filled(settings)) };
  return move({ url, what: 'create', json, headers, direction: 'down' }, call);
}

/** Blobs by their bare digest, as PushBlob gives it: Ollama wants to be told what digest it is. */
function withDigests(settings: JsonRecord): JsonRecord {
  const named: Record<string, unknown> = { ...settings };
  for (const key of ['files', 'adapters']) {
    const files = settings[key];
    if (typeof files !== 'object' || files === null || Array.isArray(files)) continue;
    named[key] = Object.fromEntries(
      Object.entries(files).map(([name, digest]) => [name, fullDigest(digest)]),
    );
  }
  return named;
}

function fullDigest(digest: unknown): unknown {
  return typeof digest === 'string' && /^[\da-f]{64}$/.test(digest) ? `sha256:${digest}` : digest;
}

/**
 * Creates a model from another one, or from files that PushBlob has brought.
 *
 * It may take hours: the call ends after a day, or after 30 minutes of silence.
 *
 * @returns The last status: `success`. As a stream, each status as it comes.
 * @throws {ResponseError} The server broke off; its `partial` is the last status.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#create-a-model
 */
export const createModel = method('ollama', 'CreateModel', {
  effect: 'write',
  hints: modelHints,
  deadlines,
  params: {
    url,
    model: text('Name of the new model', { example: 'mario' }),
    settings: record('What it is made of: see GetModelSettingsStructure', {
      example: "{'from':'llama3.2','system':'You are Mario from Super Mario Bros.'}",
    }),
    headers,
  },
  run: async (creating, call): Promise<ModelStatus> => drained(await create(creating, call)),
  stream: create,
});

/**
 * Gives a model a second name.
 *
 * @returns `status_code` is 200.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#copy-a-model
 */
export const copyModel = method('ollama', 'CopyModel', {
  effect: 'write',
  hints: modelHints,
  params: { url, model, name: text('Name of the copy', { example: 'llama3-backup' }), headers },
  run({ url, model, name, headers }, call): Promise<Done> {
    const json = { source: model, destination: name };
    return done(call, 'POST', endpoint(url, 'copy'), { headers, json });
  },
});

/**
 * Deletes a model and its data.
 *
 * @returns `status_code` is 200.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#delete-a-model
 */
export const deleteModel = method('ollama', 'DeleteModel', {
  effect: 'delete',
  hints: modelHints,
  params: { url, model, headers },
  run: ({ url, model, headers }, call): Promise<Done> =>
    done(call, 'DELETE', endpoint(url, 'delete'), { headers, json: { model } }),
});

/**
 * Loads a model into memory, so that the first answer does not have to wait for it.
 *
 * @returns `done_reason` is `load`.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#load-a-model
 */
export const loadModelToMemory = method('ollama', 'LoadModelToMemory', {
  effect: 'write',
  hints: modelHints,
  deadlines: { firstByteTimeout: 20 * 60_000 },
  params: {
    url,
    model,
    keep: number('For how many seconds it stays there; -1 for good', { default: 300 }),
    headers,
  },
  async run({ url, model, keep, headers }, call): Promise<Answer> {
    const json = { model, keep_alive: keep, stream: false };
    return (await request(call, 'POST', endpoint(url, 'generate'), { headers, json })) as Answer;
  },
});

/**
 * Takes a model out of memory.
 *
 * @returns `done_reason` is `unload`.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#unload-a-model
 */
export const unloadModelFromMemory = method('ollama', 'UnloadModelFromMemory', {
  effect: 'write',
  hints: modelHints,
  params: { url, model, headers },
  async run({ url, model, headers }, call): Promise<Answer> {
    const json = { model, keep_alive: 0, stream: false };
    return (await request(call, 'POST', endpoint(url, 'generate'), { headers, json })) as Answer;
  },
});

interface Library {
  url: string;
  model: string;
  insecure: boolean;
  headers: JsonRecord | undefined;
}

const insecure = flag('Let the server reach the library without checking who it is', {
  default: false,
});

const PUSH_HINT =
  'The name is to be NAMESPACE/MODEL:TAG, the namespace yours on ollama.com, and the server’s public key entered there.';

function push({ url, model, insecure, headers }: Library, call: Call) {
  const json = { model, insecure };
  return move({ url, what: 'push', json, headers, direction: 'up', hint: PUSH_HINT }, call);
}

/**
 * Uploads a model to the library of Ollama.
 *
 * The name is to be `namespace/model:tag`. It may take hours: the call ends after a day, or after 30
 * minutes of silence.
 *
 * @returns The last status: `success`. As a stream, each status as it comes.
 * @throws {ResponseError} The server broke off; its `partial` is the last status.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#push-a-model
 */
export const pushModel = method('ollama', 'PushModel', {
  effect: 'write',
  hints: { ...modelHints, 500: PUSH_HINT },
  deadlines,
  params: {
    url,
    model: text('Name of the model, with its namespace', { example: 'mattw/pygmalion:latest' }),
    insecure,
    headers,
  },
  run: async (library, call): Promise<ModelStatus> => drained(await push(library, call)),
  stream: push,
});

const PULL_HINT =
  'https://ollama.com/search lists the models there are. What has come is kept: pulled again, a model goes on from there.';

function pull({ url, model, insecure, headers }: Library, call: Call) {
  const json = { model, insecure };
  return move({ url, what: 'pull', json, headers, direction: 'down', hint: PULL_HINT }, call);
}

/**
 * Downloads a model from the library of Ollama to the server.
 *
 * It may take hours: the call ends after a day, or after 30 minutes of silence. Pulled again, a model
 * goes on from where it stopped.
 *
 * @returns The last status: `success`. As a stream, each status as it comes.
 * @throws {ResponseError} There is no such model, or the server broke off; its `partial` is the last
 * status.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#pull-a-model
 */
export const pullModel = method('ollama', 'PullModel', {
  effect: 'write',
  hints: { ...accessHints, 500: PULL_HINT },
  deadlines,
  params: { url, model, insecure, headers },
  run: async (library, call): Promise<ModelStatus> => drained(await pull(library, call)),
  stream: pull,
});

/**
 * Makes the settings that CreateModel takes. Nothing is sent.
 *
 * @returns A record of fields. Those left empty are not sent.
 */
export const getModelSettingsStructure = structure(
  'ollama',
  'GetModelSettingsStructure',
  settingsFields,
);
