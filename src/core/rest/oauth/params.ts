import { list, secret, text, urls } from '../../definition/kinds/index.js';
import type { ParamSpec } from '../../definition/param.js';

/** The params of OAuth methods, by their names in the RFCs. A service sets the names of the options. */

export function clientId<const S extends ParamSpec>(spec: S = {} as S) {
  return text('Application ID (client_id)', { ...spec, field: 'client_id' });
}

export function clientSecret<const S extends ParamSpec>(spec: S = {} as S) {
  return secret('Application secret (client_secret)', { ...spec, field: 'client_secret' });
}

export function authorizationCode<const S extends ParamSpec>(spec: S = {} as S) {
  const summary = 'Code from the redirect, or the whole address of the redirect';
  return secret(summary, { ...spec, field: 'code' });
}

export function refreshToken<const S extends ParamSpec>(spec: S = {} as S) {
  return secret('Refresh token', { ...spec, field: 'refresh_token' });
}

export function deviceCode<const S extends ParamSpec>(spec: S = {} as S) {
  return secret('Device code', { ...spec, field: 'device_code' });
}

export function redirectUri<const S extends ParamSpec>(spec: S = {} as S) {
  return text('Redirect URI of the application', { ...spec, field: 'redirect_uri' });
}

export function codeVerifier<const S extends ParamSpec>(spec: S = {} as S) {
  return secret('Code verifier (PKCE): the same for the link and the code', {
    ...spec,
    field: 'code_verifier',
  });
}

export function state<const S extends ParamSpec>(spec: S = {} as S) {
  return text('State: returned with the code, to compare it', { ...spec, field: 'state' });
}

export function scopes<const S extends ParamSpec>(spec: S = {} as S) {
  return list(urls, 'Scopes of the token', { ...spec, field: 'scope' });
}
