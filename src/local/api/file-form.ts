import type { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import { badRequest } from '../errors.js';
import { tooLarge } from '../state/blobs.js';
import { boundaryOf, type Part, partsOf, textOf } from './multipart.js';

/** Limits for the other fields of a form: bytes and number. */
const BESIDE = 1024 * 1024;
const MOST_FIELDS = 100;

/** A form with a received file. */
export interface FileForm<Draft> {
  draft: Draft;
  part: Pick<Part, 'filename' | 'type'>;
  /** All other fields. */
  fields: ReadonlyMap<string, string>;
}

interface Taking<Draft> {
  /** The name of the file's field. */
  field: string;
  /** The maximum file size in bytes. */
  most: number;
  receive(content: AsyncIterable<Uint8Array>): Promise<Draft>;
}

/**
 * Reads a form with one file and other fields in any order; stores nothing unless all of it is
 * valid.
 */
export async function takeFileForm<Draft extends { discard(): Promise<void> }, T>(
  context: Context,
  { field, most, receive }: Taking<Draft>,
  keep: (form: FileForm<Draft>) => Promise<T>,
): Promise<T> {
  const fields = new Map<string, string>();
  let file: Omit<FileForm<Draft>, 'fields'> | undefined;
  try {
    for await (const part of partsOf(bodyOf(context, most), boundaryFrom(context))) {
      if (part.name !== field) {
        if (fields.size === MOST_FIELDS) throw badRequest('The form has too many fields.');
        fields.set(part.name, await textOf(part));
        continue;
      }
      if (file) throw badRequest(`The form has more than one '${field}'.`, field);
      file = { draft: await receive(part.content), part };
    }
    if (!file) throw badRequest(`'${field}' is missing.`, field);
    return await keep({ ...file, fields });
  } catch (error) {
    await file?.draft.discard();
    throw error;
  }
}

function boundaryFrom(context: Context): string {
  return boundaryOf(context.req.header('content-type'));
}

function bodyOf(context: Context, most: number): ReadableStream<Uint8Array> {
  // If the declared size is too large, there is no need to read the body.
  if (Number(context.req.header('content-length')) > most + BESIDE) throw tooLarge(most);
  const body = context.req.raw.body as ReadableStream<Uint8Array> | null;
  if (body) return body;
  throw badRequest('The form is empty.');
}
