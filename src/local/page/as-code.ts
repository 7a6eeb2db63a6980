import { shellQuote } from '../../core/util/shell-quote.js';
import type { ApiRequest, ChatBody, Message } from './server.js';

/** What a request can be copied as. */
export const FORMS = ['curl', 'oint', 'TypeScript'] as const;
export type Form = (typeof FORMS)[number];

/** Where the request goes, and whether it needs a token, which no copy contains. */
interface Target {
  origin: string;
  hasToken: boolean;
}

/** A request as a command or a program that sends the same. */
export function asCode(form: Form, request: ApiRequest, target: Target): string {
  if (form === 'curl') return curl(request, target);
  const call = callOf(request);
  return form === 'oint' ? command(call, target) : program(call, target);
}

function curl({ path, body }: ApiRequest, { origin, hasToken }: Target): string {
  return [
    `curl ${origin}${path}`,
    "-H 'Content-Type: application/json'",
    ...(hasToken ? ['-H "Authorization: Bearer $OINT_TOKEN"'] : []),
    `-d ${shellQuote(JSON.stringify(body))}`,
  ].join(' \\\n  ');
}

interface MethodCall {
  method: string;
  /** Values by the names of params, with the option of each. */
  values: { key: string; option: string; value: unknown }[];
  /** Options of the command line only. */
  extra?: string[];
}

/** The method that sends such a request. */
function callOf({ path, body }: ApiRequest): MethodCall {
  const model = { key: 'model', option: 'model', value: body.model };
  const value = (key: string, option = key) => ({ key, option, value: body[key] });
  switch (path) {
    case '/v1/images/generations': {
      const { model: _, ...description } = body;
      return {
        method: 'GetImages',
        values: [model, { key: 'description', option: 'descr', value: description }],
        extra: ['--out image.png'],
      };
    }
    case '/v1/audio/speech':
      return {
        method: 'GenerateSpeech',
        values: [model, value('input'), value('voice')],
        extra: ['--out speech.wav'],
      };
    case '/v1/embeddings':
      return { method: 'GetEmbeddings', values: [model, value('input')] };
    default:
      return chatCall(body as unknown as ChatBody, model);
  }
}

function chatCall(body: ChatBody, model: MethodCall['values'][number]): MethodCall {
  const [first, ...rest] = body.messages;
  const isSystem = first?.role === 'system';
  const messages = isSystem ? rest : body.messages;
  const [only] = messages;
  const isText = messages.length === 1 && typeof only?.content === 'string';
  return {
    method: 'GetResponse',
    values: [
      model,
      // Plain text is one user message. On the command line only if nothing in it is looked up.
      {
        key: 'messages',
        option: isText ? 'msgs-raw' : 'msgs',
        value: isText ? only!.content : withoutData(messages),
      },
      ...(isSystem ? [{ key: 'system', option: 'system', value: first.content }] : []),
      ...(body.temperature === undefined
        ? []
        : [{ key: 'temperature', option: 'temperature', value: body.temperature }]),
    ],
    extra: ['--text'],
  };
}

/** An image's data would be longer than all of the command. */
function withoutData(messages: readonly Message[]): unknown {
  return JSON.parse(
    JSON.stringify(messages, (_key, value) =>
      typeof value === 'string' && value.startsWith('data:') ? 'PATH_OF_THE_IMAGE' : value,
    ),
  );
}

function command({ method, values, extra = [] }: MethodCall, { origin, hasToken }: Target): string {
  const options = values.map(({ option, value }) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `--${option} ${shellQuote(text)}`;
  });
  const token = hasToken ? ['--token env:OINT_TOKEN'] : [];
  return [`oint openai ${method} --url ${origin}`, ...token, ...options, ...extra].join(' \\\n  ');
}

function program({ method, values }: MethodCall, { origin, hasToken }: Target): string {
  const name = method.charAt(0).toLowerCase() + method.slice(1);
  const lines = values.map(
    ({ key, value }) =>
      `  ${key}: ${JSON.stringify(value, undefined, 2).replaceAll('\n', '\n  ')},`,
  );
  return [
    "import openai from 'oint/openai';",
    '',
    `const result = await openai.${name}({`,
    `  url: '${origin}',`,
    ...(hasToken ? ['  token: process.env.OINT_TOKEN,'] : []),
    ...lines,
    '});',
    '',
  ].join('\n');
}
