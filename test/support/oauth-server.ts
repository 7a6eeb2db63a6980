import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { json, type Received, start, type TestServer } from './server.js';

export const CLIENT = { id: 'client:1', secret: 's3cret/of+client' };
export const REDIRECT = 'http://localhost/callback';

interface Options {
  /** How clients authenticate. */
  client?: 'basic' | 'fields';
  /** A refresh token works once; one that is used again ends all of its family (RFC 9700). */
  rotates?: boolean;
  /** The scopes that exist. */
  scopes?: readonly string[];
  /** The audience of assertions. */
  audience?: string;
  /** Milliseconds between two tries of a device flow; an earlier one is told to slow down. */
  interval?: number;
  /** The verb of the token endpoint. */
  verb?: 'POST' | 'GET';
  /** Seconds that an access token lives, as it says; `expire()` ends them in truth. */
  expiresIn?: number;
}

interface Code {
  challenge: string | undefined;
  redirect: string;
  used: boolean;
}

interface Device {
  entered: boolean;
  used: boolean;
  asked: number;
  interval: number;
}

type Form = Readonly<Record<string, string>>;

/** An answer that breaks off the request: an error of RFC 6749, section 5.2. */
class Refused extends Error {
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.error = error;
    this.status = status;
  }
}

/**
 * An authorization server on loopback, as strict as the RFCs (6749, 7636, 8628, 7523), with an API at
 * `/api` that takes the newest access tokens only.
 */
export class OAuthServer {
  readonly account: { readonly json: Record<string, string>; readonly key: string };
  /** Tokens were asked for so often, and given. */
  issued = 0;
  readonly #options: Options;
  readonly #codes = new Map<string, Code>();
  readonly #devices = new Map<string, Device>();
  readonly #access = new Set<string>();
  #refresh = '';
  readonly #spent = new Set<string>();
  #count = 0;
  #server!: TestServer;
  /** Answers the next request of the token endpoint in its place. */
  instead: ((response: ServerResponse) => unknown) | undefined;

  private constructor(options: Options) {
    this.#options = options;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    this.account = {
      key,
      json: {
        type: 'service_account',
        client_email: 'robot@project.example',
        private_key_id: 'key-1',
        private_key: key,
        token_uri: 'https://elsewhere.example/token',
      },
    };
  }

  static async start(options: Options = {}): Promise<OAuthServer> {
    const made = new OAuthServer(options);
    made.#server = await start((request, response) => made.#answer(request, response));
    return made;
  }

  get url(): string {
    return this.#server.url;
  }

  get requests(): readonly Received[] {
    return this.#server.requests;
  }

  /** The requests of the token endpoint. */
  get exchanges(): number {
    return this.requests.filter(({ path }) => path.startsWith('/token')).length;
  }

  /** What a user's consent gives: the code that the link comes back with. */
  consent(link: string): string {
    const { searchParams: given } = new URL(link);
    if (given.get('response_type') !== 'code') throw new Error('response_type');
    if (given.get('client_id') !== CLIENT.id) throw new Error('client_id');
    const challenge = given.get('code_challenge') ?? undefined;
    if (challenge && given.get('code_challenge_method') !== 'S256') throw new Error('method');
    const redirect = given.get('redirect_uri') ?? '';
    if (redirect !== REDIRECT) throw new Error('redirect_uri');
    const code = `code-${++this.#count}-secret`;
    this.#codes.set(code, { challenge, redirect, used: false });
    return code;
  }

  /** A refresh token that works. */
  refreshToken(): string {
    this.#refresh = `refresh-${++this.#count}-secret`;
    return this.#refresh;
  }

  /** The refresh token that works now. */
  get newest(): string {
    return this.#refresh;
  }

  /** All access tokens so far have expired. */
  expire(): void {
    this.#access.clear();
  }

  /** The user enters the code of a device. */
  enter(userCode: string): void {
    this.#devices.get(`device-${userCode}-secret`)!.entered = true;
  }

  #answer(request: Received, response: ServerResponse): void {
    const { pathname } = new URL(request.path, 'http://host');
    const headers = { 'cache-control': 'no-store' };
    try {
      const { instead } = this;
      if (pathname.startsWith('/api')) this.#api(request, response);
      else if (pathname === '/device') json(response, this.#device(this.#form(request)));
      else if (pathname !== '/token') json(response, { error: 'not_found' }, 404);
      else if (instead) {
        this.instead = undefined;
        instead(response);
      } else json(response, this.#token(this.#form(request), request), 200, headers);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { error: code, message, status } = error;
      json(response, { error: code, error_description: message }, status, headers);
    }
  }

  #api({ headers }: Received, response: ServerResponse): void {
    const [, token = ''] = /^Bearer (.+)$/.exec(String(headers.authorization)) ?? [];
    const challenge = { 'www-authenticate': 'Bearer error="invalid_token"' };
    if (this.#access.has(token)) json(response, { ok: true, token });
    else json(response, { error: { code: 401, message: 'Invalid Credentials' } }, 401, challenge);
  }

  #form({ method, path, headers, body }: Received): Form {
    const { verb = 'POST' } = this.#options;
    const url = new URL(path, 'http://host');
    if (method !== verb) throw new Refused('invalid_request', `${method} is not allowed`, 405);
    if (verb === 'POST') {
      if (url.search) throw new Refused('invalid_request', 'credentials in the query');
      if (headers['content-type'] !== 'application/x-www-form-urlencoded') {
        throw new Refused('invalid_request', 'not a form');
      }
    }
    const given = verb === 'POST' ? new URLSearchParams(body.toString()) : url.searchParams;
    const names = [...given.keys()];
    if (new Set(names).size < names.length) throw new Refused('invalid_request', 'repeated');
    return Object.fromEntries(given);
  }

  #token(form: Form, request: Received): object {
    const grant = form.grant_type;
    if (grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer') return this.#byAssertion(form);
    this.#authenticate(form, request);
    if (grant === 'client_credentials') return this.#issue(false);
    if (grant === 'authorization_code') return this.#byCode(form);
    if (grant === 'refresh_token') return this.#byRefresh(form);
    if (grant === 'urn:ietf:params:oauth:grant-type:device_code') return this.#byDevice(form);
    throw new Refused('unsupported_grant_type', 'no such grant');
  }

  /** By one way only, as section 2.3 has it. */
  #authenticate(form: Form, { headers }: Received): void {
    const [, basic] = /^Basic (.+)$/.exec(String(headers.authorization)) ?? [];
    if (this.#options.client === 'basic') {
      if (form.client_secret !== undefined) throw new Refused('invalid_request', 'two ways');
      const both = Buffer.from(basic ?? '', 'base64')
        .toString()
        .split(':');
      const [id, secret] = both.map((part) => [...new URLSearchParams(`x=${part}`).values()][0]);
      if (both.length !== 2 || id !== CLIENT.id || secret !== CLIENT.secret) {
        throw new Refused('invalid_client', 'unknown client', 401);
      }
      return;
    }
    if (basic) throw new Refused('invalid_request', 'two ways');
    if (form.client_id !== CLIENT.id || form.client_secret !== CLIENT.secret) {
      throw new Refused('invalid_client', `unknown client ${form.client_secret}`, 401);
    }
  }

  #byCode({ code = '', code_verifier: verifier, redirect_uri: redirect }: Form): object {
    const found = this.#codes.get(code);
    if (!found) throw new Refused('invalid_grant', `no such code: ${code}`);
    if (found.used) {
      this.#access.clear();
      throw new Refused('invalid_grant', 'the code was used');
    }
    if (redirect !== found.redirect) throw new Refused('invalid_grant', 'redirect_uri');
    const challenge = verifier && createHash('sha256').update(verifier).digest('base64url');
    if (challenge !== found.challenge) throw new Refused('invalid_grant', 'code_verifier');
    found.used = true;
    return this.#issue(true);
  }

  #byRefresh({ refresh_token: token = '' }: Form): object {
    if (this.#spent.has(token)) {
      // It was stolen, or its successor was lost: the server cannot know which.
      this.#refresh = '';
      this.#access.clear();
    }
    if (token !== this.#refresh) throw new Refused('invalid_grant', `bad token ${token}`);
    if (this.#options.rotates) this.#spent.add(token);
    return this.#issue(this.#options.rotates ?? false);
  }

  #device({ client_id: id }: Form): object {
    if (id !== CLIENT.id) throw new Refused('invalid_client', 'unknown client', 401);
    const user = `USER${++this.#count}`;
    const interval = this.#options.interval ?? 50;
    const device = { entered: false, used: false, asked: 0, interval };
    this.#devices.set(`device-${user}-secret`, device);
    return {
      device_code: `device-${user}-secret`,
      user_code: user,
      verification_uri: `${this.url}/enter`,
      expires_in: 300,
      interval: interval / 1000,
    };
  }

  #byDevice({ device_code: code = '' }: Form): object {
    const device = this.#devices.get(code);
    if (!device || device.used) throw new Refused('invalid_grant', 'no such device code');
    const since = Date.now() - device.asked;
    device.asked = Date.now();
    if (since < device.interval - 5) {
      device.interval += this.#options.interval ?? 50;
      throw new Refused('slow_down', 'too fast');
    }
    if (!device.entered) throw new Refused('authorization_pending', 'not yet');
    device.used = true;
    return this.#issue(true);
  }

  #byAssertion({ assertion = '' }: Form): object {
    const [head = '', claims = '', signature = ''] = assertion.split('.');
    const wrong = (why: string) => new Refused('invalid_grant', `Invalid JWT: ${why}`);
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const { alg, typ, kid } = read(head);
    if (alg !== 'RS256' || typ !== 'JWT' || kid !== this.account.json.private_key_id) {
      throw wrong('header');
    }
    const signed = Buffer.from(`${head}.${claims}`);
    const key = createPublicKey(this.account.key);
    if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) {
      throw wrong('Signature');
    }
    const { iss, aud, iat, exp, scope } = read(claims);
    const now = Date.now() / 1000;
    if (iss !== this.account.json.client_email) throw wrong('iss');
    if (aud !== this.#options.audience) throw wrong('aud');
    if (Math.abs(now - iat) > 300 || exp <= now || exp - iat > 3600) throw wrong('time frame');
    const { scopes = [] } = this.#options;
    const all = String(scope).split(' ');
    if (all.some((one) => !scopes.includes(one))) throw new Refused('invalid_scope', 'scope');
    const { refresh_token: _, ...answer } = this.#issue(false) as Form;
    return answer;
  }

  #issue(withRefresh: boolean): object {
    this.issued++;
    const access = `access-${++this.#count}-secret`;
    this.#access.add(access);
    return {
      access_token: access,
      token_type: 'bearer',
      expires_in: this.#options.expiresIn ?? 3600,
      ...(withRefresh && { refresh_token: this.refreshToken() }),
    };
  }
}
