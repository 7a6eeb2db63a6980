import { flag } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import { CredentialsToken } from '../../core/rest/oauth/credentials-token.js';
import { oauthToken } from '../../core/rest/oauth/oauth-token.js';
import type { TokenSource } from '../../core/rest/oauth/token-source.js';
import { penalty } from '../../core/rest/penalty.js';
import { rest } from '../../core/rest/table.js';
import { refusalIn } from './refusal.js';
import { API, TEST_API, testVendor, vendor } from './vendor.js';

export const token = oauthToken(
  { vendor },
  'Access token, or an account: JSON with client_id and client_secret',
  {
    env: ['CDEK_TOKEN'],
    example: 'env:CDEK_TOKEN',
  },
);

export const testApi = flag('Use the test area of CDEK', { option: 'testapi', default: false });

/** Who calls, and in which area. */
export interface Access {
  token: string | TokenSource;
  testApi: boolean;
}

/** CDEK allows 200 requests per second. */
const SECOND = 1_000;

/** How CDEK's requests differ from other services. */
export const { table, read, custom, send, download, request } = rest({
  service: 'cdek',
  first: { token },
  last: { testApi },
  target: ({ token, testApi }, call) => ({
    base: `${serviceAddress(call, testApi ? TEST_API : API)}/v2`,
    token: testApi && token instanceof CredentialsToken ? token.at(testVendor) : token,
  }),
  policy: { refusal: refusalIn, retryAfter: penalty(SECOND) },
  reference: ({ path }) => `https://apidoc.cdek.ru/#tag/${OPERATIONS[path] ?? ''}`,
});

/** The names of operations in the documentation. */
const OPERATIONS: Readonly<Record<string, string>> = {
  '/check': 'receipt/operation/get_7',
  '/registries': 'payment/operation/get_4',
  '/payment': 'payment/operation/get_5',
  '/orders/{uuid}': 'order/operation/get_2',
  '/prealert/{uuid}': 'prealert/operation/get_1',
  '/passport': 'passport/operation/get_6',
  '/delivery/intervals': 'schedule/operation/getIntervals',
  '/intakes/{uuid}': 'intake/operation/getByUuid',
  '/delivery/{uuid}': 'schedule/operation/get_3',
};
