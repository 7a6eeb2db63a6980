import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const TOKEN = '4453b6ac12345678-e02c5f12174805f9-daec9cbb5448c51f';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for chatapi.viber.com, made from notes on its documentation. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

/** https://developers.viber.com/docs/api/rest-bot-api/#error-codes */
const CODES: Partial<Record<Problem['wrong'], readonly [number, string]>> = {
  authorization: [2, 'invalidAuthToken'],
  missing: [4, 'missingData'],
  'not found': [5, 'receiverNotRegistered'],
  'rate limit': [12, 'tooManyRequests'],
};
const NAMED: Readonly<Record<string, readonly [number, string]>> = {
  invalidUrl: [1, 'invalidUrl'],
  receiverNotSubscribed: [6, 'receiverNotSubscribed'],
};

function refuse({ wrong, code }: Problem): Answer {
  if (wrong === 'operation') return { status: 404, body: 'Not Found' };
  if (wrong === 'unavailable') return { status: 503, body: 'Service Unavailable' };
  const [status, status_message] = NAMED[code ?? ''] ?? CODES[wrong] ?? [3, 'badData'];
  return { body: { status, status_message } };
}

const behavior: Behavior = {
  refuse,
  authorize: ({ request }) =>
    request.headers['x-viber-auth-token'] === TOKEN
      ? undefined
      : { wrong: 'authorization', message: '' },
  rule({ name, values }) {
    const message = '';
    if (name === 'set_webhook' && !/^(https:\/\/|$)/.test(String(values.url)))
      return { wrong: 'rule', code: 'invalidUrl', message };
    // Only users who wrote to the bot receive messages from it.
    if (values.receiver === 'stranger')
      return { wrong: 'rule', code: 'receiverNotSubscribed', message };
    const needed = NEEDED[String(values.type)] ?? [];
    const lacking = needed.find((field) => values[field] === undefined);
    return lacking ? { wrong: 'missing', name: lacking, message } : undefined;
  },
};

/** The fields that a type of message needs. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  picture: ['text', 'media'],
  video: ['media', 'size'],
  file: ['media', 'size', 'file_name'],
  location: ['location'],
  contact: ['contact'],
  sticker: ['sticker_id'],
  url: ['media'],
};
