import type { Redactor } from '../../core/errors/redact.js';
import { type Credentials, sha256, signed, UNSIGNED } from '../../core/http/aws4.js';
import type { RequestSpec } from '../../core/http/build.js';
import { DigestSession } from '../../core/http/digest.js';
import type { HttpRequest } from '../../core/http/message.js';
import { type OAuth1Keys, type SignatureMethod, signedBy } from '../../core/http/oauth1.js';

/** How a request proves who sends it. */
export type Authorization =
  | { kind: 'basic'; user: string; password: string }
  | { kind: 'digest'; user: string; password: string; session: DigestSession }
  | { kind: 'bearer'; token: string }
  | { kind: 'aws4'; keys: Credentials }
  | { kind: 'oauth1'; keys: OAuth1Keys; version: string };

export interface OAuthChoice {
  method: SignatureMethod;
  withForm: boolean;
}

export function digest(user: string, password: string): Authorization {
  return { kind: 'digest', user, password, session: new DigestSession({ user, password }) };
}

/** What the authorization adds to a request. */
export function authorized(
  given: Authorization | undefined,
  { method, withForm }: OAuthChoice,
): RequestSpec {
  switch (given?.kind) {
    case 'basic':
      return { ownHeaders: { authorization: basic(given) } };
    case 'bearer':
      return { token: given.token };
    case 'digest':
      return {
        answerChallenge: (request, answer) => given.session.answered(request, answer),
        curlSigns: ['--digest', "--user '***:***'"],
      };
    case 'aws4': {
      const { region, service } = given.keys;
      return {
        sign: (request) => signed(request, payloadOf(request), given.keys),
        curlSigns: [`--aws-sigv4 aws:amz:${region}:${service}`, "--user '***:***'"],
      };
    }
    case 'oauth1':
      return {
        sign: (request) =>
          signedBy(given.keys, request, { method, withForm, version: given.version }),
        // curl cannot sign so.
        curlSigns: ["-H 'Authorization: OAuth ***'"],
      };
    default:
      return {};
  }
}

function basic({ user, password }: { user: string; password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A body that is streamed is not read in advance. */
function payloadOf({ body }: HttpRequest): string {
  if (!body) return sha256('');
  return body.kind === 'text' ? sha256(body.text) : UNSIGNED;
}

/** Masks everything secret in it. */
export function maskAuthorization(given: Authorization | undefined, redactor: Redactor): void {
  if (!given) return;
  if (given.kind === 'basic') redactor.add(basic(given).slice('Basic '.length));
  if (given.kind === 'basic' || given.kind === 'digest') redactor.add(given.password);
  if (given.kind === 'bearer') redactor.add(given.token);
  if (given.kind === 'aws4') {
    redactor.add(given.keys.secretKey);
    if (given.keys.sessionToken) redactor.add(given.keys.sessionToken);
  }
  if (given.kind === 'oauth1') {
    for (const one of [given.keys.consumerSecret, given.keys.tokenSecret, given.keys.token]) {
      if (one) redactor.add(one);
    }
  }
}
