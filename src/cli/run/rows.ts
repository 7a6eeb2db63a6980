import { TargetFile } from '../../core/files/file.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { write } from '../start/print.js';
import type { RowFormat } from './formats/format.js';
import { rowText } from './formats/row-text.js';

type Rows = AsyncIterable<JsonRecord> | Iterable<JsonRecord>;

/** Rows of a database, which come in batches. */
interface Batched {
  batches(): AsyncIterable<readonly JsonRecord[]>;
}

/** How many rows are written at a time. */
const BATCH = 500;

/** How many characters are written to a file at a time. */
const CHUNK = 256 * 1024;

/** Writes rows to a file as they arrive. The file gets its name when it is complete. */
export async function writeRows(rows: Rows, out: string, format: RowFormat): Promise<void> {
  const target = await TargetFile.open(out);
  try {
    const toText = await rowText(format);
    let text = '';
    await inBatches(rows, BATCH, async (batch) => {
      text += toText(batch);
      if (text.length < CHUNK) return;
      const chunk = Buffer.from(text);
      text = '';
      await target.write(chunk);
    });
    await target.write(Buffer.from(text));
  } catch (error) {
    await target.discard();
    throw error;
  }
  await target.commit();
}

/** Prints rows as they arrive. */
export async function printRows(rows: Rows, format: RowFormat): Promise<void> {
  const { stdout } = process;
  const toText = await rowText(format, stdout);
  // The first rows of a table determine its columns, so it waits for some.
  const size = stdout.isTTY && format !== 'table' ? 1 : BATCH;
  await inBatches(rows, size, (batch) => write(toText(batch)));
}

async function inBatches(
  rows: Rows,
  size: number,
  use: (batch: readonly JsonRecord[]) => Promise<unknown>,
): Promise<void> {
  if ('batches' in rows && size > 1) {
    for await (const batch of (rows as Rows & Batched).batches()) await use(batch);
    return;
  }
  let batch: JsonRecord[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    await use(batch);
    batch = [];
  }
  if (batch.length > 0) await use(batch);
}
