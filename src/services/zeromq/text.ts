import type { Message } from '../../core/zmtp/frames.js';
import type { Received } from './types.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A message as a command returns it: text if all of its parts are, or else Base64. */
export function toReceived(parts: Message): Received {
  const text = parts.length === 1 ? textOf(parts[0]!) : undefined;
  // By far the most frequent, and many of them may arrive.
  if (text !== undefined) return { type: 'text', data: text };
  const texts = textsOf(parts);
  const shown = texts ?? parts.map((part) => part.toString('base64'));
  return {
    type: texts ? 'text' : 'binary',
    data: shown[0]!,
    ...(shown.length > 1 && { parts: shown }),
  };
}

function textsOf(parts: Message): string[] | undefined {
  const texts = parts.map(textOf);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function textOf(part: Buffer): string | undefined {
  try {
    return utf8.decode(part);
  } catch {
    return undefined;
  }
}

/** The line that shows it: its parts, divided by tabs. */
export function lineOf({ data, parts = [data] }: Received): string {
  return parts.join('\t');
}
