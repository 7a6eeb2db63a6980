import type { OAuthVendor } from '../../core/rest/oauth/vendor.js';

export const API = 'https://api.cdek.ru';
/** The test area: with its own accounts, orders and numbers. */
export const TEST_API = 'https://api.edu.cdek.ru';

/** The server that issues tokens for an account. */
export const vendor: OAuthVendor = {
  token: `${API}/v2/oauth/token`,
  clientCredentials: true,
  reference: 'https://apidoc.cdek.ru/#tag/auth/operation/getOAuthToken',
  hint: (reason) =>
    reason === 'invalid_client'
      ? 'Check the account and its password: those of the test area do not work elsewhere, and vice versa.'
      : undefined,
};

export const testVendor: OAuthVendor = { ...vendor, token: `${TEST_API}/v2/oauth/token` };
