import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const TOKEN = 'ci_dGhpcyBpcyBhbiBBUEkga2V5';
export const PASSWORD = 'password-of-ann';

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for ReportPortal and its service for tokens. */
export function start(): Promise<StandIn> {
  return StandIn.start(description, behavior);
}

const CODES: Partial<Record<Problem['wrong'], readonly [number, number]>> = {
  authorization: [401, 4010],
  operation: [404, 404],
  'not found': [404, 4041],
  'rate limit': [429, 4290],
  unavailable: [503, 5030],
};

function refuse({ wrong, message, code, status }: Problem): Answer {
  const [usual, errorCode] = CODES[wrong] ?? [400, 4001];
  return { status: status ?? usual, body: { errorCode: code ?? errorCode, message } };
}

const PAGES = ['getUsers', 'getAllProjectsInfo', 'getTestItems', 'getLogs'];

const behavior: Behavior = {
  refuse,
  authorize: ({ request }) =>
    request.headers.authorization === `Bearer ${TOKEN}`
      ? undefined
      : { wrong: 'authorization', message: 'Full authentication is required' },
  rule({ values }) {
    // A time in seconds is in January 1970.
    const times = [values.startTime, values.endTime, values.time];
    const isOld = times.some((time) => typeof time === 'number' && time < 1e11);
    if (isOld) return { wrong: 'rule', message: 'the time is in 1970' };
    return undefined;
  },
  instead: {
    getLaunchReport: ({ values }) => ({
      headers: { 'content-type': 'application/pdf' },
      body: Buffer.from(`%PDF-1.7 ${values.view}`),
    }),
  },
  routes: {
    'POST /uat/sso/oauth/token': ({ headers, body }) => {
      const form = new URLSearchParams(body.toString());
      const isUi = headers.authorization === `Basic ${Buffer.from('ui:uiman').toString('base64')}`;
      const isUser = form.get('username') === 'ann' && form.get('password') === PASSWORD;
      if (isUi && isUser && form.get('grant_type') === 'password') {
        const more = { token_type: 'bearer', refresh_token: 'r', expires_in: 86_400, scope: 'ui' };
        return { body: { access_token: TOKEN, ...more } };
      }
      const message = 'You do not have enough permissions. Bad credentials';
      return { status: 401, body: { errorCode: 4010, message } };
    },
  },
  // Two pages of each list.
  finish(body, { name, values }) {
    if (!PAGES.includes(name)) return body;
    const [size, number] = [Number(values['page.size'] ?? 20), Number(values['page.page'] ?? 1)];
    const page = { number, size, totalPages: 2, totalElements: size + 1, hasNext: number < 2 };
    return { ...body, page };
  },
};
