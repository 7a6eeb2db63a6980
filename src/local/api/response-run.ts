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

/** A response that is being made. */
export interface Run {
  request: ResponseRequest;
  model: ModelFor<'chat'>;
  /** As it is before anything of it is there. */
  response: ResponseObject;
  work: Work;
  local: Local;
}

/** The whole response, kept where it is to be. */
export async function wholeResponse(run: Run): Promise<ResponseObject> {
  const writer = new ResponseWriter(run.response);
  for await (const _ of written(run, writer, await pieces(run)));
  return writer.response;
}

/** The events of a response; the last of them comes when the response is kept. */
export async function* responseEvents(run: Run): AsyncGenerator<ResponseEvent> {
  const writer = new ResponseWriter(run.response);
  const answer = await pieces(run);
  try {
    yield* written(run, writer, answer);
  } catch (error) {
    // Nobody is there any more whom it could be told.
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

/** Says how it failed, and keeps that too: the id of the response is known by then. */
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
  // What was cancelled or deleted while it was made stays so.
  if (request.background) work.signal.throwIfAborted();
  if (request.store) keepResponse((await local.store()).objects, response, request.input);
}

/** The model's answer, once it has begun. With `truncation: auto` what is oldest gives way. */
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

/** Half of the messages, the newer ones; the system's stay. `undefined` where no more can be left out. */
function shortened(task: ChatTask): ChatTask | undefined {
  const isSystem = ({ role }: ChatTask['messages'][number]) =>
    role === 'system' || role === 'developer';
  const said = task.messages.filter((message) => !isSystem(message));
  let rest = said.slice(Math.ceil(said.length / 2));
  // An answer of a tool without its call is nothing.
  while (rest[0]?.role === 'tool') rest = rest.slice(1);
  if (rest.length === 0) return undefined;
  return { ...task, messages: [...task.messages.filter(isSystem), ...rest] };
}
