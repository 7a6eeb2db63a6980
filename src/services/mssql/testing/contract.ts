import type { Differences, OverTcp } from '../../../../test/support/reach.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const text = `Server=${host},${port};User Id=user;Password='${secret}'`;
    return { connection: text, connectionString: text };
  },
};

export const differences: Differences = {
  string: {
    why: 'it has a password: it is a secret',
    methods: /^CreateConnection$/,
    differs: { kind: 'secret' },
  },
  filter: {
    why: 'an unset variable must not change all rows: those need the word "all"',
    methods: /^(Update|Delete)Records$/,
    differs: { required: true },
  },
};
