import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { AnswerFormat, ChatMessage, ChatPiece, ChatTask, End } from '../engines/engine.js';
import { ApiError, badRequest } from '../errors.js';
import type { Local } from '../local.js';
import { seconds } from '../seconds.js';
import type { StoredObject } from '../state/store.js';
import { ASSISTANT, type Assistant } from './assistants.js';
import { flag, jsonBody, requiredText, wholeNumber } from './checks.js';
import { noSuch, pageOf, shownPage } from './pages.js';
import { MESSAGE, newMessage, notDone, type ThreadMessage } from './thread-messages.js';
import { metadataOf, numberWithin, optionalText } from './values.js';

export const RUN = 'thread_run';

interface Run extends StoredObject {
  thread_id: string;
  [field: string]: unknown;
}

/**
 * The endpoints for runs: an assistant's model replies to a thread before the response is sent.
 * `threadOf` finds the thread that a path names.
 */
export function threadRuns(local: Local, threadOf: (context: Context) => Promise<string>): Hono {
  const routes = new Hono();

  routes.post('/', async (context) => {
    const thread = await threadOf(context);
    const run = await startRun(thread, await jsonBody(context), local, context.req.raw.signal);
    return context.json(run);
  });

  routes.get('/', async (context) => {
    const { objects } = await local.store();
    const page = pageOf(context, { parent: await threadOf(context) });
    const { data, hasMore } = objects.list(RUN, page);
    return context.json(shownPage(data, hasMore));
  });

  routes.get('/:run', async (context) => {
    const id = context.req.param('run');
    const run = (await local.store()).objects.get<Run>(RUN, id);
    if (run && run.thread_id === (await threadOf(context))) return context.json(run);
    throw noSuch('run', id);
  });
  return routes;
}

/** Lets the assistant reply; the reply becomes a message of the thread. */
export async function startRun(
  thread: string,
  body: JsonRecord,
  local: Local,
  signal: AbortSignal,
): Promise<Run> {
  if (flag(body, 'stream')) throw notDone('stream');
  const { objects } = await local.store();
  const assistant_id = requiredText(body, 'assistant_id');
  const assistant = objects.get<Assistant>(ASSISTANT, assistant_id);
  if (!assistant) throw noSuch('assistant', assistant_id);
  const run = newRun(thread, body, assistant);
  if ((run.tools as unknown[]).length > 0) throw notDone('tools');
  const model = await local.models.findFor(String(run.model), 'chat');
  const page = { parent: thread, limit: 1_000_000, order: 'asc' } as const;
  const said = objects.list<ThreadMessage>(MESSAGE, page).data;
  const changed = await answered(run, model.chat(taskOf(run, said, signal)));
  if (changed.text !== undefined) {
    const about = { assistant_id, run_id: run.id };
    objects.put(MESSAGE, newMessage(thread, 'assistant', [changed.text], about), thread);
  }
  objects.put(RUN, changed.run, thread);
  return changed.run;
}

function newRun(thread: string, body: JsonRecord, assistant: Assistant): Run {
  const instructions = optionalText(body, 'instructions', 256_000) ?? assistant.instructions ?? '';
  const more = optionalText(body, 'additional_instructions', 256_000);
  const now = seconds();
  return {
    id: `run_${randomBytes(12).toString('hex')}`,
    object: 'thread.run',
    created_at: now,
    thread_id: thread,
    assistant_id: assistant.id,
    status: 'in_progress',
    ...{ required_action: null, last_error: null, expires_at: null, started_at: now },
    ...{ cancelled_at: null, failed_at: null, completed_at: null, incomplete_details: null },
    model: optionalText(body, 'model', 256) ?? assistant.model,
    instructions: more === undefined ? instructions : `${instructions}\n${more}`,
    tools: body.tools ?? assistant.tools,
    metadata: metadataOf(body) ?? {},
    usage: null,
    temperature: numberWithin(body, 'temperature', { least: 0, most: 2 }) ?? assistant.temperature,
    top_p: numberWithin(body, 'top_p', { least: 0, most: 1 }) ?? assistant.top_p,
    max_prompt_tokens: null,
    max_completion_tokens:
      wholeNumber(body, 'max_completion_tokens', { least: 256, most: 1_000_000 }) ?? null,
    truncation_strategy: { type: 'auto', last_messages: null },
    ...{ tool_choice: 'auto', parallel_tool_calls: true },
    response_format: body.response_format ?? assistant.response_format,
  };
}

function taskOf(run: Run, said: readonly ThreadMessage[], signal: AbortSignal): ChatTask {
  const message = (role: ChatMessage['role'], text: string): ChatMessage => {
    return { role, text, pictures: [], files: [], toolCalls: [], toolCallId: undefined };
  };
  const system = run.instructions ? [message('system', String(run.instructions))] : [];
  const spoken = said.map(({ role, content }) =>
    message(role, content.map(({ text }) => text.value).join('\n')),
  );
  return {
    messages: [...system, ...spoken],
    ...{ tools: [], toolChoice: 'none', parallelToolCalls: true },
    format: formatOf(run.response_format),
    stop: [],
    mostTokens: (run.max_completion_tokens as number | null) ?? undefined,
    seed: undefined,
    temperature: (run.temperature as number | null) ?? undefined,
    topP: (run.top_p as number | null) ?? undefined,
    signal,
  };
}

function formatOf(format: unknown): AnswerFormat {
  if (format === 'auto' || format === null || format === undefined) return { type: 'text' };
  if (isRecord(format)) {
    if (format.type === 'text') return { type: 'text' };
    if (format.type === 'json_object') return { type: 'json' };
    const { json_schema: named } = format;
    if (isRecord(named) && isRecord(named.schema)) return { type: 'json', schema: named.schema };
  }
  throw badRequest(
    "'response_format' must be auto, or as for chat completions.",
    'response_format',
  );
}

/** The finished run; if the model refuses, the run has failed. */
async function answered(run: Run, answer: AsyncIterable<ChatPiece>) {
  let text = '';
  let end: End | undefined;
  try {
    for await (const piece of answer) {
      if (piece.type === 'text') text += piece.text;
      else if (piece.type === 'end') end = piece;
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const last_error = { code: 'server_error', message: error.message };
    const failed = { ...run, status: 'failed', failed_at: seconds(), last_error };
    return { run: failed, text: undefined };
  }
  const { promptTokens = 0, completionTokens = 0 } = end?.usage ?? {};
  const cut = end?.finish === 'length';
  const ended = {
    ...run,
    status: cut ? 'incomplete' : 'completed',
    completed_at: cut ? null : seconds(),
    incomplete_details: cut ? { reason: 'max_completion_tokens' } : null,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
  return { run: ended, text };
}
