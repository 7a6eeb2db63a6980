import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { readDescription, type Values } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import { StandIn } from '../../../../test/stand-in/server.js';

export const TOKEN = 'dGhpcyBpcyB0aGUgYWNjZXNzIHRva2Vu';
export const APP = {
  client_id: 'rG9n6402A3dbUJKzXTNX4oWHJ',
  client_secret: 'app-secret-of-a-web-app',
  redirect_uri: 'https://example.com/x',
  code_verifier: 'a-verifier-of-43-letters-or-more-0123456789',
  code: 'dGhlIGNvZGU',
  refresh: 'the-refresh-token-1',
};

export const description = readDescription(new URL('./description.json', import.meta.url));

/** A server that stands in for api.x.com, with a copy of the uploaded files. */
export async function start() {
  const uploads = new Map<string, Upload>();
  const standIn = await StandIn.start(description, behavior(uploads));
  return Object.assign(standIn, { uploads });
}

interface Upload {
  category: unknown;
  type: unknown;
  total: unknown;
  segments: Buffer[];
  /** How often it is still said to be in progress. */
  left: number;
}

const STATUS: Partial<Record<Problem['wrong'], readonly [number, string, string]>> = {
  authorization: [401, 'Unauthorized', 'about:blank'],
  operation: [404, 'Not Found', 'about:blank'],
  verb: [405, 'Method Not Allowed', 'about:blank'],
  'not found': [404, 'Not Found Error', 'https://api.x.com/2/problems/resource-not-found'],
  'rate limit': [429, 'Too Many Requests', 'about:blank'],
  unavailable: [503, 'Service Unavailable', 'about:blank'],
};

/** https://docs.x.com/x-api/fundamentals/response-codes-and-errors */
function refuse({ wrong, message }: Problem): Answer {
  const invalid = [400, 'Invalid Request', 'https://api.x.com/2/problems/invalid-request'] as const;
  const [status, title, type] = STATUS[wrong] ?? invalid;
  const errors = STATUS[wrong] ? undefined : [{ message }];
  const detail = errors ? 'One or more parameters to your request was invalid.' : title;
  const headers = { 'content-type': 'application/problem+json' };
  return { status, headers, body: { title, detail, type, status, errors } };
}

function behavior(uploads: Map<string, Upload>): Behavior {
  let refreshToken = APP.refresh;
  const tokens = () => ({
    token_type: 'bearer',
    expires_in: 7200,
    access_token: TOKEN,
    scope: 'tweet.read tweet.write users.read media.write offline.access',
    refresh_token: refreshToken,
  });
  const state = (id: string, { left, category }: Upload): Answer => {
    const data: Values = { id, media_key: `3_${id}`, size: 1 };
    if (category === 'tweet_image') return { body: { data } };
    const isDone = left <= 0;
    const info = isDone ? { state: 'succeeded' } : { state: 'in_progress', check_after_secs: 0 };
    return { body: { data: { ...data, processing_info: info } } };
  };
  const upload = (id: unknown): [string, Upload] | Problem => {
    const found = uploads.get(String(id));
    return found ? [String(id), found] : { wrong: 'not found', message: 'no such media' };
  };
  return {
    refuse,
    authorize: ({ request }) =>
      request.headers.authorization === `Bearer ${TOKEN}` ||
      /^OAuth oauth_consumer_key="consumer", .*oauth_signature=/.test(
        String(request.headers.authorization),
      )
        ? undefined
        : { wrong: 'authorization', message: 'Unauthorized' },
    rule({ name, values }) {
      if (name !== 'createPosts') return undefined;
      const { text, media, poll } = values;
      if (!text && !media) return { wrong: 'rule', message: 'text or media is required' };
      return media && poll ? { wrong: 'rule', message: 'media or a poll, not both' } : undefined;
    },
    instead: {
      createPosts: ({ values }) => ({
        status: 201,
        body: { data: { id: '1346889436626259968', text: values.text ?? '' } },
      }),
      initializeMediaUpload({ values }) {
        const id = String(1_880_028_106_020_515_840n + BigInt(uploads.size));
        const { media_category: category, media_type: type, total_bytes: total } = values;
        uploads.set(id, { category, type, total, segments: [], left: 2 });
        return { body: { data: { id, media_key: `3_${id}`, expires_after_secs: 86_400 } } };
      },
      appendMediaUpload({ values }) {
        const found = upload(values.id);
        if (!Array.isArray(found)) return found;
        const { bytes } = values.media as { bytes: Buffer };
        found[1].segments[Number(values.segment_index)] = bytes;
        return { body: { data: { expires_at: 1_700_000_000 } } };
      },
      finalizeMediaUpload({ values }) {
        const found = upload(values.id);
        if (!Array.isArray(found)) return found;
        const size = Buffer.concat(found[1].segments).length;
        if (size === found[1].total) return state(...found);
        return { wrong: 'rule', message: `${size} of ${found[1].total} bytes have arrived` };
      },
      getMediaUploadStatus({ values }) {
        const found = upload(values.media_id);
        if (!Array.isArray(found)) return found;
        found[1].left -= 1;
        return state(...found);
      },
    },
    routes: {
      'POST /2/oauth2/token': ({ headers, body }) => {
        const form = new URLSearchParams(body.toString());
        const basic = Buffer.from(`${APP.client_id}:${APP.client_secret}`).toString('base64');
        const isClient =
          headers.authorization === `Basic ${basic}` || form.get('client_id') === APP.client_id;
        if (!isClient) return oauthError('invalid_client');
        if (form.get('grant_type') === 'authorization_code') {
          const isVerified = form.get('code_verifier') === APP.code_verifier;
          const isRight = form.get('code') === APP.code && isVerified;
          return isRight ? { body: tokens() } : oauthError('invalid_request');
        }
        if (form.get('refresh_token') !== refreshToken) return oauthError('invalid_request');
        refreshToken = `the-refresh-token-${Number(refreshToken.split('-').at(-1)) + 1}`;
        return { body: tokens() };
      },
    },
  };
}

function oauthError(error: string): Answer {
  const error_description = 'Value passed for the token was invalid.';
  return { status: 400, body: { error, error_description } };
}
