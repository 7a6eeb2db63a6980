import { typedReader } from '../../core/sql/typed-reader.js';
import { TYPE_NAMES } from './typed-parameter.js';

/**
 * Values for the server: always bound, never part of the SQL. `forms.ts` gives them the type of their
 * column.
 */
export const toServer = typedReader({ ...TYPE_NAMES, digits: 7 });
