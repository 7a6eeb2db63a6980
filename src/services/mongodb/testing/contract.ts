import type { Differences, OverTcp } from '../../../../test/support/reach.js';
import { SECRET_STRING } from '../../../../test/support/sql-differences.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const text = `mongodb://user:${encodeURIComponent(secret)}@${host}:${port}/db`;
    return { connection: text, connectionString: text };
  },
};

export const differences: Differences = {
  ...SECRET_STRING,
  pwd: {
    why: 'it is a secret',
    methods: /^(GenerateConnectionString|CreateUser|UpdateUser)$/,
    differs: { kind: 'secret' },
  },
  cursor: {
    why: 'it is an int64: as a number it could lose digits',
    methods: /^GetDocumentBatch$/,
    differs: { kind: 'any' },
  },
};
