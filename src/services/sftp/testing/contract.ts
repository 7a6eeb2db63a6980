import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const settings = { auth_type: 'password', host, port, username: 'me', password: secret };
    return { settings, connection: { set: settings } };
  },
};

export const differences: Differences = {
  mode: {
    why: 'permissions are octal digits in text: as a number, 0o755 would be 493',
    methods: /^CreateNewDirectory$/,
    differs: { default: '700' },
  },
};

export const beyond: readonly string[] = ['Sync'];
