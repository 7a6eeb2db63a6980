import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const TOKEN = '001.1234567890.0987654321:1000000007';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for VK Teams, made from notes on its documentation. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

const WORDS: Partial<Record<Problem['wrong'], string>> = {
  authorization: 'Invalid token',
  'not found': 'Invalid chat ID',
};

function refuse({ wrong, name, message, code }: Problem): Answer {
  if (wrong === 'operation') return { status: 404, body: 'Not Found' };
  if (wrong === 'unavailable') return { status: 503, body: 'Service Unavailable' };
  const status = wrong === 'rate limit' ? 429 : 200;
  const words = code ?? WORDS[wrong] ?? (name ? `Parameter ${name}: ${message}` : message);
  return { status, body: { ok: false, description: words } };
}

const behavior: Behavior = {
  refuse,
  authorize: ({ values }) =>
    values.token === TOKEN ? undefined : { wrong: 'authorization', message: '' },
  rule({ name, values }) {
    const message = '';
    if (/Text$/.test(name) && values.text === undefined && values.forwardMsgId === undefined)
      return { wrong: 'missing', name: 'text', message };
    if (values.userId !== undefined && values.everyone !== undefined)
      return { wrong: 'rule', code: 'Either userId or everyone', message };
    // A dot is markup in MarkdownV2.
    const isBroken = values.parseMode === 'MarkdownV2' && /(^|[^\\])\./.test(String(values.text));
    return name === 'messages/sendText' && isBroken
      ? { wrong: 'rule', code: 'Format error', message }
      : undefined;
  },
  paging: { by: 'cursor', from: 'cursor', size: 100, next: 'cursor' },
  kinds: { members: { ids: ['userId'], id: (n) => `${n}@chat.agent` } },
  keeps: { 'chats/getMembers': { does: 'list', kind: 'members', at: 'members' } },
};
