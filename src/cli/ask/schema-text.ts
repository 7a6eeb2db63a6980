import { existsSync } from 'node:fs';
import { Call } from '../../core/definition/call.js';
import { readTextFile, readTyped } from '../../core/definition/kinds/typed.js';
import { placeOf } from '../../core/definition/param.js';
import type { TypedSources } from '../sources.js';
import { askLabels } from './labels.js';

/** A schema as it was typed: itself, or the path of a file that holds it, with an @ or without. */
export async function readSchemaText(
  title: string,
  typed: string,
  sources: TypedSources,
): Promise<string> {
  const call = new Call(title, 'read', undefined, { labels: askLabels });
  const place = placeOf(call, 'schema', sources);
  const isPath =
    /^[^\n{,:]+\.json$/i.test(typed.trim()) || (!/[\s{]/.test(typed) && existsSync(typed));
  return isPath ? readTextFile(typed.trim(), place) : readTyped(typed, place, sources);
}
