import { createHash } from 'node:crypto';
import { json, type Received, start, type TestServer } from './server.js';

export const APP = { id: 'app-1234567', secret: 'app-s3cret-of-the-client' };

/** Everything that no output may contain. */
export const SECRETS = /app-s3cret|(access|refresh|code|device)-\d+-s3cret/;

type Form = Readonly<Record<string, string>>;

interface Consent {
  challenge: string;
  redirect: string;
}

/**
 * The authorization server and the API of a vendor, on loopback: the page where a user lets an
 * application in, the token endpoint (PKCE, device codes, refresh tokens), and an API that accepts the
 * newest access token only. It stands in for any of the vendors, made from the RFCs (6749, 7636, 8628).
 */
export class SignInServer {
  /** The fields of the links that were opened. */
  readonly links: Form[] = [];
  /** How often tokens were issued for a refresh token. */
  renewals = 0;
  /** True if the user refuses. */
  denies = false;
  /** True if the application has no secret. */
  isPublic = false;
  /** True if refresh tokens work only once. */
  rotates = false;
  readonly #codes = new Map<string, Consent>();
  readonly #entered = new Set<string>();
  #count = 0;
  #access = '';
  #refresh = '';
  #server!: TestServer;

  static async start(): Promise<SignInServer> {
    const made = new SignInServer();
    made.#server = await start((request, response) => {
      const { status = 200, body, location } = made.#answer(request);
      if (location) return void response.writeHead(302, { location }).end();
      json(response, body ?? {}, status);
    });
    return made;
  }

  get url(): string {
    return this.#server.url;
  }

  get requests(): readonly Received[] {
    return this.#server.requests;
  }

  /** The tokens that work. */
  get tokens() {
    return { access: this.#access, refresh: this.#refresh };
  }

  /** The access token has expired. */
  expire(): void {
    this.#access = `access-${++this.#count}-s3cret`;
  }

  /** The user enters a code on the page of the device flow. */
  enter(code: string): void {
    this.#entered.add(code);
  }

  #answer({ method, path, headers, body }: Received): {
    status?: number;
    body?: object;
    location?: string;
  } {
    const { pathname, searchParams } = new URL(path, 'http://host');
    if (method === 'GET' && /\/(auth|authorize)$/.test(pathname)) {
      return { location: this.#consent(Object.fromEntries(searchParams)) };
    }
    const form = Object.fromEntries(new URLSearchParams(body.toString()));
    if (pathname === '/device/code') return { body: this.#device(form) };
    if (/\/token$/.test(pathname)) return this.#token(form, headers.authorization);
    const isKnown = headers.authorization?.split(' ')[1] === this.#access;
    return isKnown
      ? { body: { items: [], data: {} } }
      : { status: 401, body: { error: 'expired' } };
  }

  /** The user lets the application in: the address where the browser goes. */
  #consent(given: Form): string {
    this.links.push(given);
    const redirect = new URL(given.redirect_uri!);
    redirect.searchParams.set('state', given.state ?? '');
    if (given.client_id !== APP.id || given.response_type !== 'code' || this.denies) {
      redirect.searchParams.set('error', 'access_denied');
      redirect.searchParams.set('error_description', 'The user said no');
      return redirect.href;
    }
    const code = `code-${++this.#count}-s3cret`;
    const challenge = given.code_challenge_method === 'S256' ? given.code_challenge! : '';
    this.#codes.set(code, { challenge, redirect: given.redirect_uri! });
    redirect.searchParams.set('code', code);
    return redirect.href;
  }

  #device({ client_id }: Form): object {
    if (client_id !== APP.id) return { error: 'invalid_client' };
    const user_code = `USER-${++this.#count}`;
    return {
      device_code: `device-${this.#count}-s3cret`,
      user_code,
      verification_url: `${this.url}/enter`,
      interval: 0.01,
      expires_in: 300,
    };
  }

  #token(form: Form, authorization = '') {
    const basic = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    const isClient =
      basic === `${APP.id}:${APP.secret}` ||
      (form.client_id === APP.id &&
        form.client_secret === (this.isPublic ? undefined : APP.secret));
    if (!isClient) return refused('invalid_client', 401);
    const { grant_type: grant } = form;
    if (grant === 'authorization_code') return this.#byCode(form);
    if (grant === 'refresh_token') return this.#byRefresh(form);
    if (/device_code$/.test(grant ?? '')) return this.#byDevice(form);
    return refused('unsupported_grant_type');
  }

  #byCode({ code = '', code_verifier: verifier = '', redirect_uri: redirect }: Form) {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const isRight = found?.challenge === challenge && found.redirect === redirect;
    return isRight ? this.#issue() : refused('invalid_grant');
  }

  #byDevice({ code, device_code = code }: Form) {
    const [, count] = /^device-(\d+)-/.exec(device_code ?? '') ?? [];
    return this.#entered.has(`USER-${count}`) ? this.#issue() : refused('authorization_pending');
  }

  #byRefresh({ refresh_token: token }: Form) {
    if (token !== this.#refresh) return refused('invalid_grant');
    this.renewals++;
    return this.#issue(this.rotates);
  }

  #issue(isNew = true) {
    this.#access = `access-${++this.#count}-s3cret`;
    if (isNew) this.#refresh = `refresh-${this.#count}-s3cret`;
    const { access: access_token, refresh: refresh_token } = this.tokens;
    const issued = { access_token, token_type: 'bearer', expires_in: 3600 };
    return { body: { ...issued, ...(isNew && { refresh_token }) } };
  }
}

function refused(error: string, status = 400) {
  return { status, body: { error, error_description: error.replaceAll('_', ' ') } };
}
