import {
  FormProblem,
  type Part,
  boundaryOf as readBoundary,
  partsOf as readParts,
  textOf as readText,
} from '../../core/http/multipart.js';
import { badRequest } from '../errors.js';

export type { Part };

/** The boundary of a `multipart/form-data` content type. */
export function boundaryOf(contentType: string | undefined): string {
  try {
    return readBoundary(contentType);
  } catch (error) {
    throw refused(error);
  }
}

/** Yields the parts of a multipart form as they arrive: files are not held in memory. */
export async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<Part, void> {
  try {
    for await (const part of readParts(body, boundary)) {
      yield { ...part, content: refusing(part.content) };
    }
  } catch (error) {
    throw refused(error);
  }
}

async function* refusing(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    yield* content;
  } catch (error) {
    throw refused(error);
  }
}

/** Reads the text of a part that is not a file. */
export async function textOf(part: Part): Promise<string> {
  try {
    return await readText(part);
  } catch (error) {
    throw refused(error);
  }
}

function refused(error: unknown): unknown {
  return error instanceof FormProblem ? badRequest(error.message) : error;
}
