import type { Call } from '../../core/definition/call.js';
import { flag, record } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext, partContext } from '../../core/definition/param.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { custom, type Portal, send } from './wire.js';

/**
 * Runs up to 50 methods in one request, one after another.
 *
 * A command is `method?query` or an array of a method and its fields: `["crm.deal.get", {"id": 394}]`.
 * As a value, `$result[name]` stands for the result of an earlier command.
 *
 * @returns `result.result` has the result of each command by name.
 * @throws {HttpError} Some commands failed; the error's body has the results of the others.
 * @see https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html
 */
export const batch = custom({
  effect: 'write',
  params: {
    commands: record('Commands by names of your choice', {
      example: "{'me':'user.current','deal':['crm.deal.get',{'id':394}]}",
    }),
    halt: flag('Stop at the first command that fails', { default: false }),
  },
  run: ({ commands, halt, ...portal }, call) => runBatch(portal, commands, halt, call),
});

/** Bitrix24 accepts no more in one request. */
const MOST = 50;

function runBatch(portal: Portal, commands: JsonRecord, halt: boolean, call: Call) {
  const count = Object.keys(commands).length;
  if (count === 0 || count > MOST) {
    const what = ` must have 1 to ${MOST} commands, not ${count}`;
    throw inputError(callContext(call, 'commands'), what);
  }
  const cmd = Object.entries(commands).map(
    ([name, one]) => [name, commandOf(name, one, call)] as const,
  );
  return send(call, portal, 'batch', { halt, cmd: Object.fromEntries(cmd) });
}

function commandOf(name: string, command: unknown, call: Call): string {
  if (typeof command === 'string') return command;
  const [method, fields] = Array.isArray(command) ? command : [];
  if (typeof method === 'string' && (fields === undefined || isRecord(fields))) {
    return [method, ...(fields ? [new URLSearchParams(pairs(fields)).toString()] : [])].join('?');
  }
  const context = partContext(callContext(call, 'commands'), `.${name}`);
  throw inputError(context, ' must be "method?query" or an array of a method and its fields');
}

/** Fields as PHP parses them from a query: `{a: {b: [1]}}` is `a[b][0]=1`. */
function pairs(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value ?? '')]];
  return Object.entries(value).flatMap(([key, inner]) =>
    pairs(inner, path ? `${path}[${key}]` : key),
  );
}
