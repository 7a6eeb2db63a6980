import { text } from '../../core/definition/kinds/index.js';

/** Params that many methods accept. */
export const base = text('Base ID', { example: 'appLkNDICXNqxSDhG' });
export const table = text('Table ID or name', { example: 'Tasks' });
export const record = text('Record ID', { example: 'rec560UJdUtocSouk' });
export const offset = text('Offset of the previous page', {
  optional: true,
  example: 'itr23sEjsdfEr3282/appLkNDICXNqxSDhG',
});
export const description = text('Description', { optional: true, example: 'What to do' });
