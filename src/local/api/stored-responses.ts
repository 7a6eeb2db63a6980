import { ApiError, badRequest } from '../errors.js';
import type { Objects, StoredObject } from '../state/store.js';
import type { Item, ResponseObject } from './response-object.js';

const KIND = 'response';

/** A stored response with its input. */
export interface StoredResponse extends StoredObject {
  response: ResponseObject;
  input: readonly Item[];
}

export function keepResponse(
  objects: Objects,
  response: ResponseObject,
  input: readonly Item[],
): void {
  objects.put(KIND, { id: response.id, response, input } as StoredResponse);
}

export function storedResponse(objects: Objects, id: string): StoredResponse {
  const found = objects.get<StoredResponse>(KIND, id);
  if (found) return found;
  throw absent(id);
}

export function removeResponse(objects: Objects, id: string): void {
  if (!objects.remove(KIND, id)) throw absent(id);
}

function absent(id: string): ApiError {
  const message = `No such response: '${id}'. It was deleted, or created with 'store': false.`;
  return new ApiError({ status: 404, message, param: 'id', code: 'not_found' });
}

/** The whole conversation so far, from its first response. */
export function conversationBefore(objects: Objects, id: string): readonly Item[] {
  const before: (readonly Item[])[] = [];
  for (let next: string | null = id; next !== null; ) {
    const found: StoredResponse | undefined = objects.get<StoredResponse>(KIND, next);
    if (!found) {
      const message = `No such previous response: '${next}'. It was deleted, or created with 'store': false.`;
      throw badRequest(message, 'previous_response_id', 'previous_response_not_found');
    }
    before.unshift([...found.input, ...found.response.output]);
    next = found.response.previous_response_id;
  }
  return before.flat();
}

/** An item ID that contains the ID of its response, so that it can be found. */
export function itemId(prefix: string, responseId: string, index: string): string {
  return `${prefix}${responseId.replace('resp_', '')}${index}`;
}

/** Finds an item of an earlier request or response. */
export function itemById(objects: Objects, id: string): Item | undefined {
  const [, response] = /^[a-z]+_([0-9a-f]{24})/.exec(id) ?? [];
  const found =
    response === undefined ? undefined : objects.get<StoredResponse>(KIND, `resp_${response}`);
  return found && [...found.input, ...found.response.output].find((item) => item.id === id);
}
