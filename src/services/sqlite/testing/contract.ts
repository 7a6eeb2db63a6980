import type { Differences, OverNothing } from '../../../../test/support/reach.js';
import { FURTHER_FOR_ROWS, WANTED_FILTER } from '../../../../test/support/sql-differences.js';

export const reach: OverNothing = { over: 'nothing' };

export const differences: Differences = {
  ...WANTED_FILTER,
};

export const further = FURTHER_FOR_ROWS;
