import type { Call } from '../../core/definition/call.js';
import type { Progress } from '../../core/definition/call-options.js';
import { flag, number, record, text } from '../../core/definition/kinds/index.js';
import { LARGE_DATA } from '../../core/definition/large-data.js';
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
 * Lists the models on a server.
 *
 * @returns `models` has them; use their `name` as the model of other methods.
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
 * Lists the models that are loaded into memory.
 *
 * @returns `models` has them: `expires_at` is when each will be unloaded, `size_vram` the memory it
 * uses.
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
 * Gets a model's template, parameters, license and details.
 *
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#show-model-information
 */
export const getModelInformation = method('ollama', 'GetModelInformation', {
  effect: 'read',
  hints: modelHints,
  params: {
    url,
    model,
    verbose: flag('Return everything, including tokens and tensors', { default: true }),
    headers,
  },
  async run({ url, model, verbose, headers }, call): Promise<ModelInformation> {
    const json = { model, verbose };
    const answer = await request(call, 'POST', endpoint(url, 'show'), { headers, json });
    return answer as ModelInformation;
  },
});

/** Gigabytes are transferred or processed, and the server may be silent while it verifies them. */
const deadlines = { ...LARGE_DATA, idleTimeout: 30 * 60_000 };

interface Moving {
  url: string;
  /** The endpoint: `pull`. */
  what: string;
  json: JsonRecord;
  headers: JsonRecord | undefined;
  direction: Progress['direction'];
  /** What to do if the server reports an error in the middle. */
  hint?: string;
}

/** The status lines of a long operation. */
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

/** Adds `sha256:` to the bare digests that PushBlob returns: Ollama needs to know the algorithm. */
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
 * Creates a model from another one, or from files that PushBlob has uploaded.
 *
 * It may take hours: the call times out after a day, or after 30 minutes of silence.
 *
 * @returns The last status: `success`. As a stream, each status as it arrives.
 * @throws {ResponseError} The server reported an error; `partial` is the last status.
 * @see https://github.com/ollama/ollama/blob/main/docs/api.md#create-a-model
 */
export const createModel = method('ollama', 'CreateModel', {
  effect: 'write',
  hints: modelHints,
  deadlines,
  params: {
    url,
    model: text('Name of the new model', { example: 'mario' }),
    settings: record('Settings of the model: see GetModelSettingsStructure', {
      example: "{'from':'llama3.2','system':'You are Mario from Super Mario Bros.'}",
    }),
    headers,
  },
  run: async (creating, call): Promise<ModelStatus> => drained(await create(creating, call)),
  stream: create,
});

/**
 * Copies a model under another name.
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
 * Loads a model into memory, so that the first response does not have to wait for it.
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
    keep: number('How many seconds it stays in memory; -1 for no limit', { default: 300 }),
    headers,
  },
  async run({ url, model, keep, headers }, call): Promise<Answer> {
    const json = { model, keep_alive: keep, stream: false };
    return (await request(call, 'POST', endpoint(url, 'generate'), { headers, json })) as Answer;
  },
});

/**
 * Unloads a model from memory.
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

const insecure = flag('Let the server connect to the library without verifying its certificate', {
  default: false,
});

const PUSH_HINT =
  'The name must be NAMESPACE/MODEL:TAG with your namespace on ollama.com, and the server’s public key must be added there.';

function push({ url, model, insecure, headers }: Library, call: Call) {
  const json = { model, insecure };
  return move({ url, what: 'push', json, headers, direction: 'up', hint: PUSH_HINT }, call);
}

/**
 * Uploads a model to Ollama's library.
 *
 * The name must be `namespace/model:tag`. It may take hours: the call times out after a day, or
 * after 30 minutes of silence.
 *
 * @returns The last status: `success`. As a stream, each status as it arrives.
 * @throws {ResponseError} The server reported an error; `partial` is the last status.
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
  'https://ollama.com/search lists the available models. What was downloaded is kept: pull the model again to resume.';

function pull({ url, model, insecure, headers }: Library, call: Call) {
  const json = { model, insecure };
  return move({ url, what: 'pull', json, headers, direction: 'down', hint: PULL_HINT }, call);
}

/**
 * Downloads a model from Ollama's library to the server.
 *
 * It may take hours: the call times out after a day, or after 30 minutes of silence. Pull the model
 * again to resume an interrupted download.
 *
 * @returns The last status: `success`. As a stream, each status as it arrives.
 * @throws {ResponseError} The model does not exist, or the server reported an error; `partial` is
 * the last status.
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
 * Creates the settings for CreateModel. Nothing is sent.
 *
 * @returns A record of fields. Empty ones are not sent.
 */
export const getModelSettingsStructure = structure(
  'ollama',
  'GetModelSettingsStructure',
  settingsFields,
);
