import { type ListOf, list } from '../../core/definition/kinds/index.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import type { Message, ResponseItem } from './types.js';

/** The items of a response's input: text is a user message. */
export type InputItem = Message | ResponseItem | string;

const oneItem: ListOf<InputItem, InputItem> = {
  schema: { type: 'object' },
  fromText: (text) => text,
  item(value, refuse) {
    if (typeof value === 'string') return value;
    if (isRecord(value) && (typeof value.role === 'string' || typeof value.type === 'string')) {
      return value as ResponseItem;
    }
    throw refuse("an item, such as {'role':'user','content':'Hello!'}");
  },
};

export const input = list(oneItem, 'Input: plain text, or a list of messages and items', {
  example: 'Hello! What can you do?',
});

/**
 * Converts the input for the Responses API: parts of chat messages from GetImageMessageStructure
 * become its own.
 */
export function forResponses(items: readonly InputItem[]): unknown {
  const [only] = items;
  if (items.length === 1 && typeof only === 'string') return only;
  return items.map((item) =>
    typeof item === 'string' ? { role: 'user', content: item } : withOwnParts(item),
  );
}

function withOwnParts(item: Message | ResponseItem): object {
  const { content, role } = item;
  if (!role || !Array.isArray(content)) return item;
  const text = role === 'assistant' ? 'output_text' : 'input_text';
  return { ...item, content: content.map((part) => (isRecord(part) ? ownPart(part, text) : part)) };
}

function ownPart(part: JsonRecord, text: string): JsonRecord & { type: string } {
  const { type, image_url, file } = part;
  if (type === 'text') return { ...part, type: text };
  if (type === 'file' && isRecord(file)) return { type: 'input_file', ...file };
  if (type === 'image_url') {
    const { url = image_url, ...rest } = isRecord(image_url) ? image_url : {};
    return { type: 'input_image', detail: 'auto', ...rest, image_url: url };
  }
  // Required by the API's specification.
  if (type === 'input_image') return { detail: 'auto', ...part, type };
  return { ...part, type: String(type) };
}
