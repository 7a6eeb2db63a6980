import { existsSync } from 'node:fs';
import { readTextFile, readTyped } from '../../core/definition/kinds/typed.js';
import { Redactor } from '../../core/errors/redact.js';
import type { TypedSources } from '../run/sources.js';

/** A schema from the command line: the schema itself, or the path of a file, with or without @. */
export async function readSchemaText(
  title: string,
  typed: string,
  sources: TypedSources,
): Promise<string> {
  const context = {
    param: 'schema',
    name: '--schema',
    method: title,
    redactor: new Redactor(),
    sources,
  };
  const isPath =
    /^[^\n{,:]+\.json$/i.test(typed.trim()) || (!/[\s{]/.test(typed) && existsSync(typed));
  return isPath ? readTextFile(typed.trim(), context) : readTyped(typed, context, sources);
}
