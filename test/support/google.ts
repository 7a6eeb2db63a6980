import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Behavior } from '../stand-in/behavior.js';
import type { Answer, Problem } from '../stand-in/problem.js';
import type { Call } from '../stand-in/request.js';
import type { Examples } from './examples.js';
import type { Differences, OverHttp } from './reach.js';

export const TOKEN = 'ya29.a0AfH6SMBqk3Vn5wZ0fXlYtR7cPd8Kj2LmEoGh4Us1Tb9';

/** The application of a user, and what the user has. */
export const APP = {
  id: '1042497359356-3b8c0d.apps.googleusercontent.com',
  secret: 'GOCSPX-7a6b5c4d3e2f1a0b9c8d',
  code: '4/0AdLIrYd7c0de',
  refresh: '1//09refresh-token',
};

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The JSON file of a service account. */
export const ACCOUNT = {
  type: 'service_account',
  private_key_id: 'key-1',
  private_key: key,
  client_email: 'robot@example.iam.gserviceaccount.com',
};

const AUDIENCE = 'https://oauth2.googleapis.com/token';
const ISSUED = { access_token: TOKEN, expires_in: 3599, token_type: 'Bearer' };
const SCOPE = 'https://www.googleapis.com/auth/drive';

/** The token endpoint of Google, from notes on its documentation. */
export const googleTokens: NonNullable<Behavior['routes']> = {
  'POST /token': ({ body }) => {
    const form = new URLSearchParams(body.toString());
    const grant = form.get('grant_type');
    if (grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      return isAssertion(form.get('assertion') ?? '') ? { body: ISSUED } : refusal('invalid_grant');
    }
    const isClient = form.get('client_id') === APP.id && form.get('client_secret') === APP.secret;
    if (!isClient) return refusal('invalid_client', 401);
    if (grant === 'authorization_code') {
      if (form.get('redirect_uri') !== 'http://localhost') return refusal('redirect_uri_mismatch');
      if (form.get('code') !== APP.code) return refusal('invalid_grant');
      return { body: { ...ISSUED, refresh_token: APP.refresh, scope: SCOPE } };
    }
    if (grant !== 'refresh_token') return refusal('unsupported_grant_type');
    return form.get('refresh_token') === APP.refresh
      ? { body: { ...ISSUED, scope: SCOPE } }
      : refusal('invalid_grant');
  },
};

function refusal(error: string, status = 400): Answer {
  return { status, body: { error, error_description: error.replaceAll('_', ' ') } };
}

function isAssertion(assertion: string): boolean {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  const signed = Buffer.from(`${head}.${claims}`);
  const isSigned = verify(
    'RSA-SHA256',
    signed,
    createPublicKey(key),
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return false;
  const { iss, aud, iat, exp, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const isOurs = iss === ACCOUNT.client_email && aud === AUDIENCE && scope !== '';
  return isOurs && exp - iat <= 3600 && exp > Date.now() / 1000;
}

const REASONS: Partial<Record<Problem['wrong'], readonly [number, string, string]>> = {
  authorization: [401, 'authError', 'UNAUTHENTICATED'],
  operation: [404, 'notFound', 'NOT_FOUND'],
  verb: [404, 'notFound', 'NOT_FOUND'],
  'not found': [404, 'notFound', 'NOT_FOUND'],
  'rate limit': [403, 'userRateLimitExceeded', 'RESOURCE_EXHAUSTED'],
  unavailable: [503, 'backendError', 'UNAVAILABLE'],
  missing: [400, 'required', 'INVALID_ARGUMENT'],
};

/** An error of a Google API. */
export function googleRefusal({ wrong, message, code, status, more }: Problem): Answer {
  const [usual, reason, name] = REASONS[wrong] ?? [400, 'invalid', 'INVALID_ARGUMENT'];
  const own = status ?? usual;
  const errors = [{ domain: 'global', reason: code ?? reason, message }];
  return {
    status: own,
    body: { error: { code: own, message, errors, ...(code ? {} : { status: name }), ...more } },
  };
}

export function googleAuthorize({ request }: Call): Problem | undefined {
  return request.headers.authorization === `Bearer ${TOKEN}`
    ? undefined
    : { wrong: 'authorization', message: 'Invalid Credentials' };
}

export const elsewhere = {
  faults: /^a 401/,
  why: 'tokens come from a separate server; the hints name its credentials',
};

/** How the tests of every method call a Google service. */
export const googleReach: OverHttp = {
  over: 'http',
  input: (_url, secret) => ({
    ...{ token: secret, clientSecret: secret, code: secret, refresh: secret },
    // The tests look for the letter U, which stands for an address: a key has it by chance.
    account: JSON.stringify(ACCOUNT).replaceAll('U', '\\u0055'),
  }),
  call: (url) => ({ baseUrl: url }),
  blames: 'token',
  address: 'baseUrl',
  streams: 'none',
  // The key is only used to sign.
  open: /^GetServiceAccountToken$/,
  unless: {
    GetTokenByCode: elsewhere,
    RefreshToken: elsewhere,
    GetServiceAccountToken: elsewhere,
  },
};

const SECRET = { kind: 'secret' };

/** Differences from the reference in the methods for tokens. */
export const googleDifferences: Differences = {
  code: { why: 'it is a secret until it is used', methods: /^GetTokenByCode$/, differs: SECRET },
  refresh: { why: 'it is a secret', methods: /^RefreshToken$/, differs: SECRET },
  auth: {
    why: 'it is the JSON of a service account',
    methods: /^GetServiceAccountToken$/,
    differs: { kind: 'record' },
  },
};

/** What examples of a Google service have in common. */
export const googleExamples = {
  token: { variable: 'GOOGLE_TOKEN', value: TOKEN },
  variables: {
    GOOGLE_CLIENT_SECRET: APP.secret,
    GOOGLE_CODE: APP.code,
    GOOGLE_REFRESH_TOKEN: APP.refresh,
  },
};

/** The examples with the file of a service account. */
export function withAccount(examples: Examples): Examples {
  return {
    ...examples,
    async run(stage) {
      await writeFile(join(stage.folder, 'service-account.json'), JSON.stringify(ACCOUNT));
      await examples.run(stage);
    },
  };
}
