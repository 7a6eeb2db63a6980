import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';

/** Refuses too few or too many values: the server would not say what is wrong. */
export function placeholdersMatch(call: Call, wanted: number, given: number): void {
  if (wanted === given) return;
  const values = `${given} value${given === 1 ? ' was' : 's were'} given`;
  const what = `: the query has ${wanted} placeholder${wanted === 1 ? '' : 's'} (?), but ${values}`;
  throw inputError(callContext(call, 'parameters'), what);
}

/** Comments and opening parentheses before the first word. */
const BEFORE = /^(?:\s+|\(|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*(?!!)[\s\S]*?(?:\*\/|$))*/;

/** True for a statement whose rows are returned only with `force`. */
export function isWrite(sql: string): boolean {
  return /^(INSERT|REPLACE|UPDATE|DELETE)\b/i.test(sql.slice(BEFORE.exec(sql)![0].length));
}

/** True for a statement that reads a file of this machine: the driver only sends it as text. */
export function mayLoadFile(sql: string): boolean {
  return /^LOAD\s+(?:DATA|XML)\b/i.test(sql.slice(BEFORE.exec(sql)![0].length));
}
