import type { Call } from '../../definition/call.js';
import { list, number, urls } from '../../definition/kinds/index.js';
import type { Args, Param, Params } from '../../definition/param.js';
import type { JsonRecord } from '../../util/is-record.js';
import { rest } from '../table.js';
import { askForDeviceCode, pollForTokens } from './device.js';
import { authorizationLink, codeIn, type LinkFields } from './link.js';
import { newCodeVerifier } from './pkce.js';
import type { OAuthFields } from './request.js';
import {
  askForServiceAccountToken,
  SERVICE_ACCOUNT_LIFETIME,
  type ServiceAccount,
} from './service-account.js';
import { askForTokens, tokensIn } from './tokens.js';
import { GRANTS, type OAuthVendor } from './vendor.js';

interface LinkSpec<P extends Params> {
  params: P;
  /** Additional fields, such as scopes or `access_type`. `response_type` is `code` by default. */
  fields?: LinkFields | ((args: Args<P>, call: Call) => LinkFields);
  /** The authorization endpoint, if it depends on the call. */
  authorize?(args: Args<P>, call: Call): string;
}

/**
 * Makers of a service's OAuth methods, as rows for its `table`. A param is sent if it has a `field`,
 * which is its name in the RFCs: see `params.ts`.
 *
 *     const client = { clientId: clientId({ option: 'id' }), clientSecret: clientSecret({ … }) };
 *     const oauth = oauthMethods('gdrive', google, client);
 *     export const auth = table({
 *       // a docstring here
 *       refreshToken: oauth.refresh({ refreshToken: refreshToken({ option: 'refresh' }) }),
 *     });
 */
export function oauthMethods<const Client extends Params>(
  service: string,
  vendor: OAuthVendor,
  client: Client,
) {
  const { origin } = new URL(vendor.token);
  const { custom } = rest({ service, target: () => ({ base: origin }) });
  /** What all methods that send requests have in common. */
  const asking = {
    effect: 'write',
    address: origin,
    reference: () => vendor.reference,
  } as const;

  return {
    /** The link where a user authorizes the application. */
    link<const P extends Params>({ params, fields, authorize }: LinkSpec<P>) {
      return custom({
        effect: 'read',
        offline: true,
        params,
        run(args, call): string {
          const own = typeof fields === 'function' ? fields(args as Args<P>, call) : fields;
          const whole = { response_type: 'code', ...onWire(params, args), ...own };
          return authorizationLink(call, vendor, whole, authorize?.(args as Args<P>, call));
        },
      });
    },

    /** A code verifier, for the link and for the exchange of the code. */
    codeVerifier() {
      return custom({ effect: 'read', offline: true, params: {}, run: () => newCodeVerifier() });
    },

    /** Tokens for the code from the redirect. `params` has `code`, and what else the vendor needs. */
    tokenByCode<const P extends Params>(params: P, fields: OAuthFields = {}) {
      const all = { ...client, ...params };
      const [codeParam = 'code'] = keysOf(params, 'code');
      return custom({
        ...asking,
        shape: () => 'oauth code',
        params: all,
        run(args, call): Promise<JsonRecord> {
          const given = onWire(all, args);
          const code = codeIn(call, codeParam, String(given.code));
          const grant = { ...given, code, ...fields, grant_type: GRANTS.code };
          return askForTokens(call, vendor, grant, { effect: 'write' });
        },
      });
    },

    /** New tokens for a refresh token. */
    refresh<const P extends Params>(params: P) {
      const all = { ...client, ...params };
      const [refreshParam = 'refreshToken'] = keysOf(params, 'refresh_token');
      return custom({
        ...asking,
        shape: () => 'oauth refresh token',
        params: all,
        async run(args, call): Promise<JsonRecord> {
          const grant = { ...onWire(all, args), grant_type: GRANTS.refresh };
          if (!vendor.rotates || !call.keeper || call.dryRun) {
            return askForTokens(call, vendor, grant, { effect: 'write' });
          }
          return refreshKept(call, vendor, refreshParam, grant);
        },
      });
    },

    /** The code that a user enters on another device, and the page where to enter it. */
    deviceCode<const P extends Params>(params: P = {} as P) {
      const { clientId } = client;
      const all = { ...(clientId && { clientId }), ...params } as Pick<Client, 'clientId'> & P;
      return custom({
        ...asking,
        shape: () => 'oauth device code',
        params: all,
        run: (args, call): Promise<JsonRecord> => askForDeviceCode(call, vendor, onWire(all, args)),
      });
    },

    /** Tokens for a device code: waits until the user has entered it. */
    tokenByDeviceCode<const P extends Params>(params: P) {
      const all = { ...client, ...params };
      return custom({
        ...asking,
        shape: () => 'oauth token by device code',
        params: all,
        run: (args, call): Promise<JsonRecord> => pollForTokens(call, vendor, onWire(all, args)),
      });
    },

    /** A token for a service account. */
    serviceAccountToken<const A extends Param<unknown, ServiceAccount>>(
      account: A,
      { scope, lifetime }: { scope: Named; lifetime: Named },
    ) {
      return custom({
        ...asking,
        // Each assertion gets a token of its own: nothing changes if it is sent again.
        effect: 'read',
        shape: () => 'oauth service account',
        params: {
          account,
          scope: list(urls, 'Scopes of the token', scope),
          lifetime: number('Seconds until the token expires', {
            ...lifetime,
            default: SERVICE_ACCOUNT_LIFETIME,
          }),
        },
        run(args, call): Promise<JsonRecord> {
          const {
            account,
            scope: scopes,
            lifetime,
          } = args as {
            account: ServiceAccount;
            scope: string[];
            lifetime: number;
          };
          return askForServiceAccountToken(call, vendor, account, { scopes, lifetime });
        },
      });
    },
  };
}

/** The name of an option in the reference, and an example value. */
interface Named {
  option?: string;
  example?: string;
}

/** The arguments that are sent, by their names on the wire. */
function onWire(params: Params, args: Readonly<Record<string, unknown>>): Record<string, never> {
  const fields: Record<string, unknown> = {};
  for (const [key, { wire }] of Object.entries(params)) {
    if (wire.field !== undefined && args[key] !== undefined) fields[wire.field] = args[key];
  }
  return fields as Record<string, never>;
}

function keysOf(params: Params, field: string): string[] {
  return Object.keys(params).filter((key) => params[key]!.wire.field === field);
}

/** Exchanges a stored refresh token that works only once, and stores the new tokens. */
async function refreshKept(
  call: Call,
  vendor: OAuthVendor,
  param: string,
  grant: OAuthFields,
): Promise<JsonRecord> {
  let answer: JsonRecord | undefined;
  await call.keeper!.replace(param, call, async (kept) => {
    // Another process may have exchanged the token of this call.
    const token = typeof kept === 'string' ? kept : grant.refresh_token;
    const fields = { ...grant, refresh_token: token };
    answer = await askForTokens(call, vendor, fields, { effect: 'write' });
    const { accessToken, refreshToken } = tokensIn(call, answer);
    // The response itself has the tokens, so nothing is lost if they are not stored.
    if (kept === undefined || refreshToken === undefined) return undefined;
    return { value: refreshToken, beside: { [vendor.tokenOption ?? 'token']: accessToken } };
  });
  return answer!;
}
