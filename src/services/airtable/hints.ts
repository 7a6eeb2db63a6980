import { hintTable } from '../../core/rest/hints.js';

export const hintFor = hintTable({
  AUTHENTICATION_REQUIRED: 'Check the token: API keys (key…) have not worked since February 2024.',
  INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND:
    'Check the IDs, and that the token has access to this base and the scope for this call.',
  NOT_FOUND: 'Check the IDs of the base, the table and the record.',
  UNKNOWN_FIELD_NAME: 'Check the names of the fields: GetDatabaseTables lists them.',
  INVALID_VALUE_FOR_COLUMN: 'Check the types of the values: GetDatabaseTables lists the fields.',
  LIST_RECORDS_ITERATOR_NOT_AVAILABLE: 'The offset has expired: list from the beginning.',
});
