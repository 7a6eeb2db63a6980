import type { ChatPiece, ChatTask } from '../engines/engine.js';
import type { ModelFor } from '../engines/models.js';
import { ApiError, asApiError, shownError } from '../errors.js';
import type { Local } from '../local.js';
import { noEnd } from './chat.js';
import { type ResponseEvent, ResponseWriter } from './response-events.js';
import type { ResponseObject } from './response-object.js';
import type { ResponseRequest } from './response-request.js';
import { keepResponse } from './stored-responses.js';
import { begun, type Work } from './work.js';

/** A response that is being generated. */
export interface Run {
  request: ResponseRequest;
  model: ModelFor<'chat'>;
  /** The response before it has any output. */
  response: ResponseObject;
  work: Work;
  local: Local;
}

/** Generates the whole response, and stores it if requested. */
export async function wholeResponse(run: Run): Promise<ResponseObject> {
  const writer = new ResponseWriter(run.response);
  for await (const _ of written(run, writer, await pieces(run)));
  return writer.response;
}

/** The events of a response; the last one comes when the response is stored. */
export async function* responseEvents(run: Run): AsyncGenerator<ResponseEvent> {
  const writer = new ResponseWriter(run.response);
  const answer = await pieces(run);
  try {
    yield* written(run, writer, answer);
  } catch (error) {
    // The client has gone and cannot be told.
    if (run.work.signal.aborted) throw error;
    run.work.stop(error);
    yield await failure(run, writer, error);
  }
}

async function* written(
  run: Run,
  writer: ResponseWriter,
  answer: AsyncIterable<ChatPiece>,
): AsyncGenerator<ResponseEvent> {
  yield* writer.begin();
  let ended = false;
  for await (const piece of answer) {
    yield* writer.add(piece);
    ended ||= piece.type === 'end';
  }
  if (!ended) throw noEnd();
  await keep(run, writer);
  yield writer.last();
}

/** Reports and stores the failure: the client already knows the response's ID. */
async function failure(run: Run, writer: ResponseWriter, error: unknown): Promise<ResponseEvent> {
  const shown = shownError(asApiError(error));
  try {
    writer.fail(shown.message);
    await keep(run, writer);
    return writer.last();
  } catch {
    const { code, message, param } = shown;
    return writer.error({ code, message, param });
  }
}

async function keep({ request, local, work }: Run, { response }: ResponseWriter): Promise<void> {
  // A response that was cancelled or deleted in the meantime stays so.
  if (request.background) work.signal.throwIfAborted();
  if (request.store) keepResponse((await local.store()).objects, response, request.input);
}

/**
 * Starts the model's reply. With `truncation: auto`, the oldest messages are dropped if they do not
 * fit.
 */
async function pieces({ request, model, work }: Run): Promise<AsyncIterable<ChatPiece>> {
  let task: ChatTask = { ...request.task, signal: work.signal };
  for (;;) {
    try {
      return await begun(model.chat(task));
    } catch (error) {
      const shorter = isTooLong(error) && request.body.truncation === 'auto' && shortened(task);
      if (!shorter) throw error;
      task = shorter;
    }
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'context_length_exceeded';
}

/**
 * The newer half of the messages, and all system messages. `undefined` if nothing more can be
 * dropped.
 */
function shortened(task: ChatTask): ChatTask | undefined {
  const isSystem = ({ role }: ChatTask['messages'][number]) =>
    role === 'system' || role === 'developer';
  const said = task.messages.filter((message) => !isSystem(message));
  let rest = said.slice(Math.ceil(said.length / 2));
  // A tool output without its call is useless.
  while (rest[0]?.role === 'tool') rest = rest.slice(1);
  if (rest.length === 0) return undefined;
  return { ...task, messages: [...task.messages.filter(isSystem), ...rest] };
}
