import { existsSync } from 'node:fs';
import { Call } from '../../core/definition/call.js';
import { readTextFile, readTyped } from '../../core/definition/kinds/typed.js';
import type { TypedSources } from '../sources.js';

/** A schema from the command line: the schema itself, or the path of a file, with or without @. */
export async function readSchemaText(
  title: string,
  typed: string,
  sources: TypedSources,
): Promise<string> {
  const place = { name: '--schema', call: new Call(title, 'read'), sources };
  const isPath =
    /^[^\n{,:]+\.json$/i.test(typed.trim()) || (!/[\s{]/.test(typed) && existsSync(typed));
  return isPath ? readTextFile(typed.trim(), place) : readTyped(typed, place, sources);
}
