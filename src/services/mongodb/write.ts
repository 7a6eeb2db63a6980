import type { BSON } from 'mongodb';
import type { Call } from '../../core/definition/call.js';
import { inputError } from '../../core/definition/kinds/refuse.js';
import { callContext } from '../../core/definition/param.js';
import { pause } from '../../core/definition/pause.js';
import { OintError } from '../../core/errors/errors.js';
import { allRows, MemoryRows, type RowSource } from '../../core/rows/row-source.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { toDocument } from './bson/to-bson.js';
import {
  type Asked,
  checkSize,
  commandFields,
  converted,
  databaseOf,
  LARGEST_COMMAND,
  type On,
  shownName,
  using,
} from './command.js';
import type { MongoConnection } from './connection.js';
import { loadDriver } from './driver.js';
import type { DocumentInput } from './kinds.js';
import { shellLine } from './shell.js';
import type { CommandResult } from './types.js';
import { writeFailure } from './write-failure.js';

/** The most items of one command, for all versions of the server. */
const MOST_ITEMS = 100_000;
/** A command is a document, with the limit of one. The rest is for its other fields. */
const MOST_BYTES = LARGEST_COMMAND - 100_000;
/** The bytes of an item besides its own: the type and its index. */
const FRAME = 10;
/** How many items are converted before other work can run. */
const AT_ONCE = 1000;

/** A command that writes a list of items. */
interface Writing {
  /** Without the items. */
  asked: Asked;
  /** The field with the items. */
  field: string;
  /** The param with the items. */
  param: string;
  items: RowSource<DocumentInput>;
}

/** Writes items with as many commands as they need. */
export async function writeItems(call: Call, given: On, writing: Writing): Promise<CommandResult> {
  const { asked, field, items } = writing;
  const [first, ...others] = asked.fields;
  const database = databaseOf(call, given, asked);
  if (call.dryRun) {
    const whole = [first!, [field, await allRows(items, call)] as const, ...others];
    call.wouldSend(() => shellLine(database, whole));
  }
  return items.repeatable(call, 2, (items) => writeRead(call, given, { ...writing, items }));
}

/** Writes items that can be read twice: all are checked, so that nothing is sent if one cannot be. */
async function writeRead(call: Call, given: On, writing: Writing): Promise<CommandResult> {
  const { asked, field } = writing;
  const [first] = asked.fields;
  const database = databaseOf(call, given, asked);
  const { BSON } = await loadDriver();
  const kept: BSON.Document[][] | undefined = writing.items instanceof MemoryRows ? [] : undefined;
  let isEmpty = true;
  for await (const batch of batchesOf(call, BSON, writing)) {
    isEmpty &&= batch.length === 0;
    kept?.push(batch);
  }
  if (isEmpty) throw inputError(callContext(call, writing.param), ' is empty');
  return using(call, given, async (on) => {
    const { [first![0]]: target, ...rest } = commandFields(call, BSON, on, asked);
    const command = { database, what: shownName(asked) };
    const whole = new Whole(rest.ordered !== false);
    const part = (count: number) => ({
      ...{ first: 0, count, ordered: whole.ordered, label: call.label(writing.param) },
    });
    for await (const batch of kept ?? batchesOf(call, BSON, writing)) {
      const fields = { [first![0]]: target, [field]: batch, ...rest };
      whole.add(await sent(call, on, { ...command, fields }, whole), batch.length);
      if (whole.isOver) break;
    }
    const reply = whole.reply;
    const failure = writeFailure(call, on.at(command.what), reply, part(whole.count));
    if (failure) throw failure;
    return { result: true, data: reply };
  });
}

/** If a later command fails, the error says what the earlier ones did. */
async function sent(
  call: Call,
  on: MongoConnection,
  command: Parameters<MongoConnection['run']>[1],
  whole: Whole,
): Promise<JsonRecord> {
  try {
    return await on.run(call, command);
  } catch (error) {
    if (error instanceof OintError && whole.count > 0) {
      error.partial = { result: true, data: whole.reply };
      error.advises(`The first ${whole.count} were sent before that, and are done.`);
    }
    throw error;
  }
}

/** The items for each command, ready to be sent. */
async function* batchesOf(
  call: Call,
  bson: typeof BSON,
  { items, param }: Writing,
): AsyncGenerator<BSON.Document[]> {
  let batch: BSON.Document[] = [];
  let size = 0;
  let at = 0;
  for await (const read of items.batches(call)) {
    for (const item of read) {
      if (at % AT_ONCE === AT_ONCE - 1) await pause(call);
      const document = converted(call, bson, item, `${param}[${at}]`, toDocument);
      const bytes = bson.calculateObjectSize(document) + FRAME;
      checkSize(call, bytes, `${param}[${at}]`);
      if (batch.length === MOST_ITEMS || (batch.length > 0 && size + bytes > MOST_BYTES)) {
        yield batch;
        batch = [];
        size = 0;
      }
      batch.push(document);
      size += bytes;
      at++;
    }
  }
  yield batch;
}

/** The responses to several commands as one. */
class Whole {
  readonly ordered: boolean;
  /** The number of items that were sent. */
  count = 0;
  #reply: Record<string, unknown> = {};

  constructor(ordered: boolean) {
    this.ordered = ordered;
  }

  get reply(): JsonRecord {
    return this.#reply;
  }

  /** True if the rest must not be sent: an item failed, and the order matters. */
  get isOver(): boolean {
    return this.ordered && this.#reply.writeErrors !== undefined;
  }

  add(reply: JsonRecord, count: number): void {
    const { n, nModified, upserted, writeErrors, writeConcernError } = this.#reply;
    this.#reply = {
      ...reply,
      ...sum('n', n, reply.n),
      ...sum('nModified', nModified, reply.nModified),
      ...joined('upserted', upserted, this.#shifted(reply.upserted)),
      ...joined('writeErrors', writeErrors, this.#shifted(reply.writeErrors)),
      ...(writeConcernError !== undefined && { writeConcernError }),
    };
    this.count += count;
  }

  /** Indexes count the items of one command. */
  #shifted(items: unknown): unknown {
    if (!Array.isArray(items) || this.count === 0) return items;
    return items.map((one) => ({ ...one, index: Number(one?.index) + this.count }));
  }
}

function sum(name: string, before: unknown, now: unknown): object {
  if (typeof now !== 'number') return {};
  return { [name]: typeof before === 'number' ? before + now : now };
}

function joined(name: string, before: unknown, now: unknown): object {
  const all = [before, now].flatMap((one) => (Array.isArray(one) ? one : []));
  return all.length > 0 ? { [name]: all } : {};
}
