import type { Call } from '../../definition/call.js';
import { flag } from '../../definition/kinds/index.js';
import { InputError } from '../../errors/errors.js';
import { hintTable } from '../hints.js';
import { oauthMethods } from '../oauth/methods.js';
import { oauthToken } from '../oauth/oauth-token.js';
import { authorizationCode, clientId, clientSecret, refreshToken } from '../oauth/params.js';
import { serviceAccount } from '../oauth/service-account.js';
import { signIn } from '../oauth/sign-in.js';
import type { OAuthVendor } from '../oauth/vendor.js';

/** Google's sign-in: the tokens of all Google services. */
const google: OAuthVendor = {
  authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
  device: { url: 'https://oauth2.googleapis.com/device/code' },
  reference: 'https://developers.google.com/identity/protocols/oauth2',
  hint: hintTable({
    redirect_uri_mismatch:
      'Create the client as a desktop app, or add http://localhost to its redirect URIs.',
    unauthorized_client:
      'The client is not allowed to get this token. A service account acts for a user only with domain-wide delegation.',
    admin_policy_enforced: 'The administrator of the organization does not allow this app.',
  }),
};

/** The scope with all permissions of a service. */
export const GOOGLE_SCOPES = {
  calendar: 'https://www.googleapis.com/auth/calendar',
  drive: 'https://www.googleapis.com/auth/drive',
  sheets: 'https://www.googleapis.com/auth/spreadsheets',
} as const;

export type GoogleService = keyof typeof GOOGLE_SCOPES;

/** The token of a service: one that users have, or credentials that get one. */
export function googleToken(service: GoogleService) {
  const scopes = [GOOGLE_SCOPES[service]];
  return oauthToken({ vendor: google, scopes }, 'Access token, or the JSON of credentials', {
    env: ['GOOGLE_TOKEN'],
    example: 'env:GOOGLE_TOKEN',
  });
}

/** The services by the name of their scope, and the option that has their token. */
const OPTIONS: Readonly<Record<GoogleService, string>> = {
  calendar: 'gcalendar.token',
  drive: 'gdrive.token',
  sheets: 'gsheets.token',
};

/** The only scope for files that Google allows in the device flow. */
const DEVICE_SCOPE = 'https://www.googleapis.com/auth/drive.file';

/** Google sends a refresh token only with the consent. */
const OFFLINE = { access_type: 'offline', prompt: 'consent' };

/** The rows' params for the services that the user lets the application use. */
const wantedServices = {
  calendar: flag('Access to Google Calendar', { default: true }),
  drive: flag('Access to Google Drive', { default: true }),
  sheets: flag('Access to Google Sheets', { default: true }),
};

/** The row `Login`, which signs in for all Google services. */
export function googleSignIn() {
  return signIn('google', {
    vendor: google,
    client: clientOf(),
    params: {
      ...wantedServices,
      device: flag('Enter a code on any device: only for files that the application creates', {
        default: false,
      }),
    },
    redirect: { port: 0 },
    isDevice: ({ device }) => device,
    scopes: ({ device, ...wanted }, call) => (device ? [DEVICE_SCOPE] : scopesOf(wanted, call)),
    fields: OFFLINE,
    options: ({ device, ...wanted }) =>
      servicesOf(device ? { calendar: false, drive: true, sheets: false } : wanted).map(
        (service) => OPTIONS[service],
      ),
  });
}

function clientOf() {
  return {
    clientId: clientId({
      option: 'id',
      example: '1042497359356-3b8c0d.apps.googleusercontent.com',
    }),
    clientSecret: clientSecret({ option: 'secret', example: 'env:GOOGLE_CLIENT_SECRET' }),
  };
}

/** A desktop app has no server: the user copies the code from the address bar. */
const REDIRECT = 'http://localhost';

/** The rows for Google's tokens, which all of its services have. */
export function googleAuth(service: string) {
  const client = clientOf();
  const oauth = oauthMethods(service, google, client);
  return {
    link: oauth.link({
      params: {
        clientId: client.clientId,
        ...wantedServices,
      },
      fields: (wanted, call) => ({
        redirect_uri: REDIRECT,
        scope: scopesOf(wanted, call),
        ...OFFLINE,
      }),
    }),
    token: oauth.tokenByCode(
      { code: authorizationCode({ example: 'env:GOOGLE_CODE' }) },
      { redirect_uri: REDIRECT },
    ),
    refresh: oauth.refresh({ refresh: refreshToken({ example: 'env:GOOGLE_REFRESH_TOKEN' }) }),
    account: oauth.serviceAccountToken(
      serviceAccount('JSON file of the service account', {
        option: 'auth',
        example: 'service-account.json',
      }),
      {
        scope: { example: GOOGLE_SCOPES.drive },
        lifetime: { option: 'exp' },
      },
    ),
  };
}

type Wanted = Readonly<Record<GoogleService, boolean>>;

const services = Object.keys(GOOGLE_SCOPES) as GoogleService[];

function servicesOf(wanted: Wanted): GoogleService[] {
  return services.filter((service) => wanted[service]);
}

function scopesOf(wanted: Wanted, call: Call): string[] {
  const scopes = servicesOf(wanted).map((one) => GOOGLE_SCOPES[one]);
  if (scopes.length > 0) return scopes;
  const message = `one of ${services.map((one) => call.label(one)).join(', ')} must be true`;
  throw new InputError({ method: call.method, param: services[0], message });
}
