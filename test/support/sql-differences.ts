import type { Differences } from './reach.js';

/** How the methods of databases differ from the reference on purpose. */

/** For services whose connections have a connection string. */
export const SECRET_STRING = {
  string: {
    why: 'it has a password: it is a secret',
    methods: /^CreateConnection$/,
    differs: { kind: 'secret' },
  },
} satisfies Differences;

/** For services with rows. */
export const WANTED_FILTER = {
  filter: {
    why: 'an unset variable must not change all rows: those need the word "all"',
    methods: /^(Update|Delete)Records$/,
    differs: { required: true },
  },
} satisfies Differences;

/** Options of AddRecords and EnsureRecords that the reference does not have. */
export const FURTHER_FOR_ROWS: readonly string[] = ['create', 'cols', 'map'];
