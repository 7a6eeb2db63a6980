import type { Differences, OverTcp } from '../../../../test/support/reach.js';
import {
  FURTHER_FOR_ROWS,
  SECRET_STRING,
  WANTED_FILTER,
} from '../../../../test/support/sql-differences.js';

export const reach: OverTcp = {
  over: 'tcp',
  input(host, port, secret) {
    const text = `Server=${host},${port};User Id=user;Password='${secret}'`;
    return { connection: text, connectionString: text };
  },
};

export const differences: Differences = {
  ...SECRET_STRING,
  ...WANTED_FILTER,
};

export const further = FURTHER_FOR_ROWS;
