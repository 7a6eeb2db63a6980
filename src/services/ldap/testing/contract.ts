import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const settings = {
      url: `ldap://${host}:${port}`,
      bind_dn: 'cn=admin,dc=example,dc=com',
      password: secret,
    };
    return { settings, connection: settings };
  },
};

export const differences: Differences = {};
