import { writeJson } from '../../../core/json/write.js';
import { isRecord } from '../../../core/util/is-record.js';
import { encodeValue } from '../../start/print.js';
import { painter, safe } from '../../start/terminal.js';
import { coloredJson } from './colored-json.js';
import { type Format, isRowFormat } from './format.js';
import { rowText } from './row-text.js';
import { rowsIn } from './rows-in.js';
import { screenOf } from './screen.js';

/**
 * A result in a format, as lines. With a stream it is for that stream: safe on a terminal, and with
 * its colors; without one it is for a file.
 */
export async function formatted(
  result: unknown,
  format: Format,
  stream?: NodeJS.WriteStream,
): Promise<string> {
  if (format === 'table' && isRecord(result)) {
    return (await import('./text-table.js')).fieldTable(result, screenOf(stream));
  }
  if (isRowFormat(format) && format !== 'jsonl') {
    return (await rowText(format, stream))(rowsIn(result));
  }
  const text = await textOf(result, format);
  if (!stream) return text;
  const shown = safe(text, stream);
  return format === 'json' ? coloredJson(shown, painter(stream)) : shown;
}

async function textOf(result: unknown, format: Format): Promise<string> {
  if (format === 'yaml') return (await import('./yaml.js')).toYaml(result);
  if (format === 'text') return `${(await import('./plain-text.js')).plainText(result)}\n`;
  const isList = format === 'jsonl' && Array.isArray(result);
  const items: readonly unknown[] = isList ? result : [result];
  const space = format === 'json' ? 2 : undefined;
  return items.map((item) => `${writeJson(item ?? null, encodeValue, space)}\n`).join('');
}
