import type { Call } from '../../definition/call.js';
import { number } from '../../definition/kinds/index.js';
import type { Args, Param, Params } from '../../definition/param.js';
import type { Terminal } from '../../definition/terminal.js';
import { InputError, ResponseError } from '../../errors/errors.js';
import { oneLine } from '../../http/server-words.js';
import type { JsonRecord } from '../../util/is-record.js';
import { rest } from '../table.js';
import { askForDeviceCode, pollForTokens } from './device.js';
import { authorizationLink, type LinkFields } from './link.js';
import { Loopback, type RedirectPlace } from './loopback.js';
import { newCodeVerifier } from './pkce.js';
import { addressOf } from './request.js';
import { askForTokens, expiryOf, tokensIn } from './tokens.js';
import { GRANTS, type OAuthClient, type OAuthVendor } from './vendor.js';

/** How users sign in with a vendor. */
interface SignIn<P extends Params> {
  vendor: OAuthVendor;
  /** The application, as `clientId` and `clientSecret` of `params.ts`. */
  client: {
    clientId: Param<string, string, 'required'>;
    clientSecret: Param<string, string | undefined>;
  };
  /** Further params, and what follows from them. */
  params?: P;
  /** Where the redirect arrives. Without it, the user enters a code on a page (RFC 8628). */
  redirect?: RedirectPlace;
  /** True if this call uses the device flow, for vendors that have both. */
  isDevice?(args: Args<P>): boolean;
  scopes?(args: Args<P>, call: Call): readonly string[];
  /** Additional fields of the link. */
  fields?: LinkFields;
  /** The options that use the credentials: `gdrive.token`. */
  options(args: Args<P>): readonly string[];
}

/** People need time for a browser. */
const PATIENCE = 10 * 60_000;

/**
 * What `Login` returns. The tokens are only in the config.
 *
 * @public The types of methods are published.
 */
export interface SignedIn {
  /** The options of the config that use the credentials. */
  options: readonly string[];
  /** The path of the config. */
  config: string;
  scope?: string;
}

/**
 * Creates the row `Login` of a service: the user lets the application in, and the config gets the
 * credentials, which renew themselves.
 */
export function signIn<const P extends Params>(service: string, row: SignIn<P>) {
  const { vendor, client, redirect } = row;
  const { origin } = new URL(vendor.token);
  const { custom } = rest({ service, target: () => ({ base: origin }) });
  const port = number('Port of this machine for the redirect, or 0 for any', {
    default: redirect?.port ?? 0,
  });
  return custom({
    effect: 'write',
    commandOnly: true,
    address: origin,
    reference: () => vendor.reference,
    deadlines: { timeout: PATIENCE },
    params: { ...client, ...row.params, ...(redirect && { port }) } as Params,
    async run(args, call): Promise<SignedIn> {
      const own = args as Args<P>;
      const terminal = terminalOf(call);
      const { clientId, clientSecret } = args as unknown as OAuthClient;
      const application = { client_id: clientId, client_secret: clientSecret };
      const scope = row.scopes?.(own, call).join(vendor.scopeSeparator ?? ' ');
      const answer =
        redirect && !row.isDevice?.(own)
          ? await byRedirect(call, terminal, vendor, application, {
              place: { ...redirect, port: Number((args as { port?: number }).port) },
              fields: { ...row.fields, scope },
            })
          : await byDevice(call, terminal, vendor, application, scope);
      const options = row.options(own);
      const credentials = credentialsOf(call, application, answer);
      const config = await terminal.store(`${service}_login`, credentials, options);
      const granted = answer.scope ?? scope;
      return { options, config, ...(typeof granted === 'string' && { scope: granted }) };
    },
  });
}

/** Only users at the command line sign in: others do not see the page, and should not choose the account. */
function terminalOf({ access, method, terminal }: Call): Terminal {
  if (access.trusted && terminal) return terminal;
  const message = 'signing in needs a user at the command line';
  throw new InputError({ method, message, hint: `Run oint ${method} in a terminal.` });
}

interface Application {
  client_id: string;
  client_secret: string | undefined;
}

/** The authorization code flow with PKCE: the browser comes back to this machine. */
async function byRedirect(
  call: Call,
  terminal: Terminal,
  vendor: OAuthVendor,
  application: Application,
  { place, fields }: { place: RedirectPlace; fields: LinkFields },
): Promise<JsonRecord> {
  const [state, verifier] = [newCodeVerifier(), newCodeVerifier()];
  const loopback = await Loopback.open(call, place, state);
  try {
    const { redirectUri: redirect_uri } = loopback;
    const { client_id } = application;
    const asked = { response_type: 'code', client_id, redirect_uri, state, ...fields };
    const authorize = addressOf(call, vendor.authorize!).href;
    const whole = { ...asked, code_verifier: verifier };
    await show(terminal, authorizationLink(call, vendor, whole, authorize));
    const code = codeIn(call, await loopback.redirect(call));
    const grant = { grant_type: GRANTS.code, code, redirect_uri, code_verifier: verifier };
    return await askForTokens(call, vendor, { ...grant, ...application }, { effect: 'write' });
  } finally {
    loopback.close();
  }
}

async function show(terminal: Terminal, link: string): Promise<void> {
  const isOpen = await terminal.open(link);
  terminal.tell(
    isOpen
      ? `Sign in in the browser. If it did not open, open this address on this machine:\n${link}`
      : `To sign in, open this address in a browser on this machine:\n${link}`,
  );
}

function codeIn(call: Call, redirect: URLSearchParams): string {
  const code = redirect.get('code');
  if (code) {
    call.redactor.add(code);
    return code;
  }
  const reason = redirect.get('error') ?? 'no code';
  const words = redirect.get('error_description');
  const message = `the sign-in was refused: ${oneLine([reason, words].filter(Boolean).join(': '), 300)}`;
  const hint = 'Nothing was stored. Start again, and let the application in.';
  throw new ResponseError({ method: call.method, message: call.redactor.text(message), hint });
}

/** The device flow: the user enters a code on a page, on any device. */
async function byDevice(
  call: Call,
  terminal: Terminal,
  vendor: OAuthVendor,
  application: Application,
  scope: string | undefined,
): Promise<JsonRecord> {
  const { client_id } = application;
  const begun = await askForDeviceCode(call, vendor, { client_id, scope });
  const { device_code: device, user_code: code } = begun;
  const link = begun.verification_uri ?? begun.verification_url;
  if (typeof device !== 'string' || typeof code !== 'string' || typeof link !== 'string') {
    const message = 'the response of the OAuth server has no code for the user';
    throw new ResponseError({ method: call.method, message });
  }
  const isOpen = await terminal.open(link);
  terminal.tell(
    `Enter the code ${oneLine(code, 40)} on the page ${isOpen ? 'in the browser' : 'at this address, on any device'}:\n${oneLine(link, 300)}`,
  );
  const interval = typeof begun.interval === 'number' ? begun.interval * 1000 : undefined;
  return pollForTokens(call, vendor, { device_code: device, ...application }, interval);
}

/** What the config stores. */
function credentialsOf(call: Call, application: Application, answer: JsonRecord): JsonRecord {
  const issued = tokensIn(call, answer);
  const { accessToken: access_token, refreshToken: refresh_token } = issued;
  if (refresh_token === undefined) {
    const message =
      'the server issued no refresh token, so the sign-in would end with the access token';
    const hint = 'Check that the application may use refresh tokens (offline access).';
    throw new ResponseError({ method: call.method, message, hint });
  }
  const expiry = expiryOf(issued);
  const expires_at = expiry === undefined ? '' : new Date(expiry).toISOString();
  return { ...application, access_token, refresh_token, expires_at };
}
