import { isDeepStrictEqual } from 'node:util';
import type { Streaming } from '../../../core/definition/method.js';
import { reasoningOf, textOf, usageOf } from '../reasoning.js';
import { getEmbeddings, getResponse } from '../requests.js';
import type { ChatCompletion } from '../types.js';
import type { Gets, Quirk } from './quirk.js';
import { messagesOf } from './replay.js';

/** What a client made of a response. */
export interface Outcome {
  text?: string | undefined;
  /** The text as it was streamed, if it was. */
  printed?: string | undefined;
  reasoning?: string | undefined;
  tools?: readonly { id?: string | undefined; name: string; arguments: unknown }[];
  usage?: Partial<Record<'input' | 'output' | 'total', number>> | undefined;
  finish?: string | null | undefined;
  embeddings?: readonly unknown[];
  error?: { is: string; message: string };
}

/** What OInt makes of it. */
export async function byOint(quirk: Quirk, url: string): Promise<Outcome> {
  try {
    return await asked(quirk, url);
  } catch (error) {
    const { name, message } = error as Error;
    return { error: { is: name, message } };
  }
}

async function asked(quirk: Quirk, url: string): Promise<Outcome> {
  const { options, asks = 'stream' } = quirk;
  const call = { ...quirk.call, retries: 0, fullResponse: false } as const;
  if (asks === 'embeddings') {
    const { data } = await getEmbeddings({ url, model: 'm', input: ['Hi'], options }, call);
    return { embeddings: data.map(({ embedding }) => embedding) };
  }
  const input = { url, model: 'm', messages: messagesOf(quirk, url), options };
  // As on a command line, where an image at this machine's address may be downloaded.
  const typed = { call, sources: { variable: () => undefined, stdin: () => process.stdin } };
  const { definition } = getResponse;
  if (asks === 'whole') {
    return outcomeOf((await definition.invoke(input, typed)) as ChatCompletion);
  }
  const stream = (await definition.invokeStream!(input, typed)) as Streaming<
    unknown,
    ChatCompletion
  >;
  let printed = '';
  for await (const chunk of stream) printed += definition.textOf?.(chunk) ?? '';
  return { ...outcomeOf(stream.result()), printed };
}

function outcomeOf(completion: ChatCompletion): Outcome {
  const choice = completion.choices[0];
  return {
    text: textOf(choice?.message),
    reasoning: reasoningOf(choice?.message),
    tools: (choice?.message.tool_calls ?? []).map(({ id, function: called }) => ({
      id,
      name: called?.name ?? '',
      arguments: parsed(called?.arguments),
    })),
    usage: usageOf(completion),
    finish: choice?.finish_reason,
  };
}

/**
 * Arguments must be JSON text.
 *
 * @public For `scripts/quirks.mjs`, which loads this file at run time.
 */
export function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return `not JSON: ${text}`;
  }
}

/** What the user should get and does not; `strict` is for OInt, which must deliver everything. */
export function missing(gets: Gets, outcome: Outcome, { strict = false } = {}): string[] {
  const { error } = outcome;
  if (gets.error) return error ? wrongError(gets.error, error, strict) : ['no error'];
  if (error) return [`error: ${error.message}`];
  const differ = (what: string, wanted: unknown, got: unknown) =>
    wanted === undefined || isDeepStrictEqual(wanted, got) ? [] : [`${what}: ${shown(got)}`];
  const json = gets.json === undefined ? undefined : parsed(outcome.text);
  return [
    ...differ('text', gets.text, outcome.text),
    ...differ('thinking', gets.reasoning, outcome.reasoning),
    ...wrongTools(gets.tools, outcome.tools, strict),
    ...differ('JSON', gets.json, json),
    ...differ('vectors', gets.embeddings, outcome.embeddings),
    ...(strict ? differ('finish', gets.finish, outcome.finish) : []),
    ...wrongUsage(gets.usage, outcome.usage, strict),
  ];
}

function wrongError(wanted: NonNullable<Gets['error']>, got: Outcome['error'], strict: boolean) {
  if (!strict && wanted.own) return [];
  if (!new RegExp(wanted.says, 's').test(got!.message)) return [`error: ${got!.message}`];
  return strict && wanted.is !== got!.is ? [`a ${got!.is}`] : [];
}

/** IDs from the server are kept; missing ones are generated. */
function wrongTools(wanted: Gets['tools'], got: Outcome['tools'] = [], strict: boolean): string[] {
  if (!wanted) return [];
  const same = wanted.every(({ id, name, arguments: args }, at) => {
    const one = got[at];
    const sameId = !strict || (id ? one?.id === id : Boolean(one?.id));
    return sameId && one?.name === name && isDeepStrictEqual(one.arguments, args);
  });
  return same && got.length === wanted.length ? [] : [`tools: ${shown(got)}`];
}

function wrongUsage(wanted: Gets['usage'], got: Outcome['usage'], strict: boolean): string[] {
  if (wanted === undefined) return [];
  if (strict) return isDeepStrictEqual(wanted ?? undefined, got) ? [] : [`counts: ${shown(got)}`];
  const { input = 0, output = 0 } = got ?? {};
  const { input: asked, output: answered } = wanted ?? { input: 0, output: 0 };
  return input === asked && output === answered ? [] : [`counts: ${shown({ input, output })}`];
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 120) ?? 'nothing';
}
