import { writeJson } from '../../core/json/write.js';
import { cut } from '../../core/util/cut.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** A part of unknown type is shown as JSON, up to this length. */
const LONGEST_UNKNOWN = 10_000;

/** A tool's result as text for a model, whatever its parts are. */
export function resultText({ content, structuredContent, toolResult }: JsonRecord): string {
  const parts = Array.isArray(content) ? content : content === undefined ? [] : [content];
  const texts = parts.map(partText).filter((text) => text !== '');
  // A server should repeat it as text, but not all do.
  const other = structuredContent ?? toolResult;
  if (other !== undefined && other !== null) {
    const json = writeJson(other);
    if (!texts.some((text) => isSameJson(text, json))) texts.push(json);
  }
  return texts.join('\n') || 'done';
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!isRecord(part)) return part === null ? '' : (writeJson(part) ?? '');
  switch (part.type) {
    case 'text':
      return typeof part.text === 'string' ? part.text : '';
    case 'image':
    case 'audio':
      return `(${part.type}, ${sizeOf(part.mimeType, part.data)})`;
    case 'resource':
      return isRecord(part.resource) ? resourceText(part.resource) : '(resource)';
    case 'resource_link':
      return linkText(part);
    default:
      return cut(writeJson(part), LONGEST_UNKNOWN);
  }
}

function resourceText({ uri, mimeType, text, blob }: JsonRecord): string {
  const name = typeof uri === 'string' ? uri : 'resource';
  if (typeof text === 'string') return `${name}:\n${text}`;
  const bytes = typeof blob === 'string' ? Buffer.from(blob, 'base64') : undefined;
  const decoded = bytes && asText(bytes);
  if (decoded !== undefined) return `${name}:\n${decoded}`;
  return `(${name}, ${sizeOf(mimeType, blob)})`;
}

/** Bytes as text, if that is what they are. */
function asText(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function linkText({ uri, name, title, description, mimeType }: JsonRecord): string {
  const about = [title ?? name, description, mimeType].filter((text) => typeof text === 'string');
  return `${String(uri)}${about.length > 0 ? ` (${about.join(', ')})` : ''}`;
}

function sizeOf(type: unknown, data: unknown): string {
  const bytes = typeof data === 'string' ? Buffer.byteLength(data, 'base64') : 0;
  return `${typeof type === 'string' ? `${type}, ` : ''}${bytes} bytes`;
}

function isSameJson(text: string, json: string): boolean {
  try {
    return writeJson(JSON.parse(text)) === writeJson(JSON.parse(json));
  } catch {
    return false;
  }
}
