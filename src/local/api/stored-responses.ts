import { ApiError, badRequest } from '../errors.js';
import type { Objects, StoredObject } from '../state/store.js';
import type { Item, ResponseObject } from './response-object.js';

const KIND = 'response';

/** A response and what it was made from. */
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
  const message = `There is no response '${id}': it was deleted, or made with 'store': false.`;
  return new ApiError({ status: 404, message, param: 'id', code: 'not_found' });
}

/** All that was said before, from the first response of the conversation on. */
export function conversationBefore(objects: Objects, id: string): readonly Item[] {
  const before: (readonly Item[])[] = [];
  for (let next: string | null = id; next !== null; ) {
    const found: StoredResponse | undefined = objects.get<StoredResponse>(KIND, next);
    if (!found) {
      const message = `There is no previous response '${next}': it was deleted, or made with 'store': false.`;
      throw badRequest(message, 'previous_response_id', 'previous_response_not_found');
    }
    before.unshift([...found.input, ...found.response.output]);
    next = found.response.previous_response_id;
  }
  return before.flat();
}

/** The id of an item, which tells in which response it is found again. */
export function itemId(prefix: string, responseId: string, index: string): string {
  return `${prefix}${responseId.replace('resp_', '')}${index}`;
}

/** The item that an earlier request or answer held. */
export function itemById(objects: Objects, id: string): Item | undefined {
  const [, response] = /^[a-z]+_([0-9a-f]{24})/.exec(id) ?? [];
  const found =
    response === undefined ? undefined : objects.get<StoredResponse>(KIND, `resp_${response}`);
  return found && [...found.input, ...found.response.output].find((item) => item.id === id);
}
