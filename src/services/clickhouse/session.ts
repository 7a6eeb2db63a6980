import {
  checkFields,
  fieldContext,
  isGiven,
  textField,
} from '../../core/connection/settings-fields.js';
import { recordKind } from '../../core/definition/kinds/json.js';
import type { Given } from '../../core/definition/kinds/known-fields.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { type Kind, param } from '../../core/definition/param.js';
import type { SessionRecord } from './types.js';

/** A session of the server: temporary tables and settings of a user live in it. */
export interface Session {
  id: string;
  /** True if it must exist. */
  check: boolean;
  /** In seconds. */
  timeout: number | undefined;
}

const TAKES =
  "an ID, or a session, as GetSessionSettings returns it: {'id':'…','check':false,'timeout':60}";

const kind: Kind<Given<SessionRecord> | string, Session> = {
  name: 'record',
  takes: TAKES,
  schema: { type: ['string', 'object'] },
  async parse(value, context) {
    const isId = typeof value === 'string' && !/^\s*\{|\.json5?$|^[@-]/.test(value);
    const record = isId ? { id: value } : await recordKind.parse(value, context);
    checkFields(record, ['id', 'check', 'timeout'], context);
    const id = textField(record, 'id', context);
    if (id === undefined) throw inputError(fieldContext(context, 'id'), ' is missing');
    const { check = false, timeout } = record;
    if (typeof check !== 'boolean') {
      throw inputError(fieldContext(context, 'check'), ' must be true or false');
    }
    const seconds = isGiven(timeout) ? Number(timeout) : undefined;
    if (seconds !== undefined && !(Number.isInteger(seconds) && seconds > 0)) {
      throw inputError(fieldContext(context, 'timeout'), ' must be a whole number of seconds');
    }
    return { id, check, timeout: seconds };
  },
};

export const session = param(kind, 'Session, as GetSessionSettings returns it, or its ID', {
  option: 'session',
  optional: true,
});
