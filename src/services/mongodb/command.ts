import { withConnection } from '../../core/connection/connection.js';
import type { Call, Effect } from '../../core/definition/call.js';
import { text } from '../../core/definition/kinds/index.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { method } from '../../core/definition/method.js';
import { type Args, callContext, type Params, partContext } from '../../core/definition/param.js';
import type { Destination } from './address.js';
import type { Bson } from './bson/numbers.js';
import { BsonProblem } from './bson/problem.js';
import { toBson } from './bson/to-bson.js';
import { isConnection, MongoConnection } from './connection.js';
import { loadDriver } from './driver.js';
import { document, fieldsOf } from './kinds.js';
import { shellLine } from './shell.js';
import { connection } from './target.js';
import type { CommandResult } from './types.js';
import { writeFailure } from './write-failure.js';

/** A field of a command, and the param that its value is from. */
export type Field = readonly [name: string, value: unknown, param?: string];

/** A command as a method asks for it. */
export interface Asked {
  /** The first field is its name and argument. Later values of the same name replace earlier ones. */
  fields: readonly Field[];
  /** The database if the caller named one; otherwise that of the connection. */
  database: string | undefined;
  /** Used if there is no database at all; by default that is an error. */
  otherwise?: string;
  /** The concern of the connection string that this command takes. */
  concern?: 'writeConcern' | 'readConcern';
  /** May be answered by a secondary server, if the connection string says so. */
  reads?: boolean;
}

/** The params that many methods have. */
export const database = text('Database; by default that of the connection', {
  option: 'db',
  optional: true,
  example: 'shop',
});
export const collection = text('Collection', { option: 'coll', example: 'people' });

/** More fields of the command. They replace those that the other params set. */
export function more(summary: string, example: string) {
  return document(summary, { option: 'params', optional: true, example });
}

export type On = MongoConnection | Destination;

interface CommandSpec<P extends Params, R extends CommandResult> {
  effect: Effect;
  programOnly?: boolean;
  /** After the connection. */
  params: P;
  command(args: Args<P>, call: Call): Asked;
  /** Carries the type of the result, if it is known more exactly; never present at run time. */
  _result?: R;
}

/** A method that is one command. */
export function commandMethod<const P extends Params, R extends CommandResult = CommandResult>(
  name: string,
  spec: CommandSpec<P, R>,
) {
  const { effect, programOnly = false, params, command } = spec;
  return method<{ connection: typeof connection } & P, R>('mongodb', name, {
    effect,
    programOnly,
    dryRun: true,
    params: { connection, ...params },
    // TypeScript cannot split the type of the arguments.
    async run(args, call) {
      const { connection: on } = args as { connection: On };
      return (await execute(call, on, command(args as Args<P>, call))) as R;
    },
  });
}

/** Sends a command and returns the response. */
async function execute(call: Call, given: On, asked: Asked): Promise<CommandResult> {
  const database = databaseOf(call, given, asked);
  call.wouldSend(() => shellLine(database, asked.fields));
  return using(call, given, async (on) => {
    const { BSON } = await loadDriver();
    const fields = commandFields(call, BSON, on, asked);
    checkSize(call, BSON.calculateObjectSize(fields), 'data');
    const what = shownName(asked);
    const reply = await on.run(call, { database, fields, what, reads: asked.reads ?? false });
    const failure = writeFailure(call, on.at(what), reply);
    if (failure) throw failure;
    return { result: true, data: reply };
  });
}

/** Uses an open connection, or opens one for this use. */
export function using<R>(
  call: Call,
  given: On,
  work: (on: MongoConnection) => Promise<R>,
): Promise<R> {
  const open = ({ address }: Destination) => MongoConnection.open(call, address);
  return withConnection(call, given, isConnection, open, work);
}

/** The database of a command. */
export function databaseOf(call: Call, given: On, { database, otherwise }: Asked): string {
  const ofConnection = isConnection(given) ? given.database : given.address.database;
  const found = database || ofConnection || otherwise;
  if (!found) {
    const hint = `Name it, or put it into ${call.destination}: mongodb://host:27017/shop`;
    throw inputError(callContext(call, 'database'), ' is missing: the database', { hint });
  }
  return found;
}

/** The command for the driver. */
export function commandFields(call: Call, bson: Bson, on: MongoConnection, asked: Asked) {
  const found: Record<string, unknown> = {};
  for (const [name, value, param] of asked.fields) {
    if (value !== undefined) found[name] = converted(call, bson, value, param);
  }
  const { concern } = asked;
  const ofConnection = concern && on[concern];
  if (concern && ofConnection) found[concern] ??= ofConnection;
  return found;
}

/** The largest command in bytes: a document of 16 MiB, and a little for what is around it. */
export const LARGEST_COMMAND = 16 * 1024 * 1024 + 16 * 1024;

/** @throws {InputError} It is larger than the server and the driver accept. */
export function checkSize(call: Call, bytes: number, param: string): void {
  if (bytes <= LARGEST_COMMAND) return;
  const hint = 'Store large files outside of it, or in several documents.';
  const what = ` has ${bytes} bytes, and a document of MongoDB has at most 16 MiB`;
  throw inputError(callContext(call, param), what, { hint });
}

/** A value for the driver, or a document. An error names the param, and the place in it. */
export function converted<R = unknown>(
  call: Call,
  bson: Bson,
  value: unknown,
  param = 'data',
  convert: (bson: Bson, value: unknown) => R = toBson as never,
): R {
  try {
    return convert(bson, value);
  } catch (error) {
    if (!(error instanceof BsonProblem)) throw error;
    throw inputError(partContext(callContext(call, param), error.place), ` ${error.message}`);
  }
}

/** The command and what it is for: `insert people`. */
export function shownName({ fields }: Pick<Asked, 'fields'>): string {
  const [name, value] = fields[0]!;
  return typeof value === 'string' ? `${name} ${value}` : name;
}

/** The further fields that a caller gave, for the end of a command. */
export function furtherFields(
  given: Parameters<typeof fieldsOf>[0],
  param = 'params',
): readonly Field[] {
  return fieldsOf(given).map(([name, value]) => [name, value, param]);
}
