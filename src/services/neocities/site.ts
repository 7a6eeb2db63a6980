import { secret, text } from '../../core/definition/kinds/index.js';
import { serviceAddress } from '../../core/http/url.js';
import { rest } from '../../core/rest/table.js';
import { common, read, table } from './wire.js';

const signingIn = {
  login: text('Name of the site', { example: 'my-site' }),
  password: secret('Password of the site', { example: 'env:NEOCITIES_PASSWORD' }),
};

/** Only the key itself is requested with the password. */
const byPassword = rest({
  ...common,
  first: signingIn,
  target: ({ login, password }, call) => {
    const both = Buffer.from(`${login}:${password}`).toString('base64');
    call.redactor.add(both);
    return {
      base: `${serviceAddress(call, 'https://neocities.org')}/api`,
      headers: { authorization: `Basic ${both}` },
    };
  },
});

export const site = table({
  /** Gets the name, the views, the dates and the tags of a site. */
  getSiteData: read('GET /info', {
    website: text('Name of a site; by default, that of the API key', {
      option: 'sitename',
      field: 'sitename',
      optional: true,
      example: 'my-site',
    }),
  }),
  /**
   * Gets the API key of a site. Neocities creates one if there is none.
   *
   * @returns `api_key` is the token of the other methods. It works until it is replaced in the
   * settings of the site.
   */
  getToken: byPassword.read('GET /key'),
});
