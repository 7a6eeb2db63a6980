import type { JsonRecord } from '../../util/is-record.js';
import {
  type JsonSchema,
  type Kind,
  type ParamContext,
  type ParamSpec,
  param,
  partContext,
} from '../param.js';
import { recordKind } from './json.js';
import type { Given } from './known-fields.js';
import { secretKind } from './secret.js';

/** Settings that belong together: the address of a server, and the login. */
export interface SettingsOf<T> {
  /** What it accepts, for help and errors. */
  takes: string;
  schema: JsonSchema;
  /** The secret fields: masked, and looked up (`env:NAME`) if a user typed them. */
  secrets: readonly string[];
  /** Builds the settings from the record. Its secrets are already looked up. */
  read(value: JsonRecord, place: ParamContext): T;
}

/** The kind of such settings: a record that contains secrets. */
function settingsKind<T, R>(of: SettingsOf<T>): Kind<Given<R> | string, T> {
  return {
    name: 'record',
    takes: of.takes,
    schema: of.schema,
    async parse(value, context) {
      const found = await readSecrets(
        await recordKind.parse(value as JsonRecord | string, context),
        of.secrets,
        context,
      );
      return of.read(found, context);
    },
  };
}

/** A param for settings that contain secrets; `R` is the record with all of its fields. */
export function settings<T, R, const S extends ParamSpec>(
  of: SettingsOf<T>,
  summary: string,
  spec: S = {} as S,
) {
  return param(settingsKind<T, R>(of), summary, spec);
}

async function readSecrets(
  record: JsonRecord,
  secrets: readonly string[],
  context: ParamContext,
): Promise<JsonRecord> {
  const found: Record<string, unknown> = { ...record };
  for (const [key, value] of Object.entries(record)) {
    if (!secrets.includes(key.toLowerCase()) || typeof value !== 'string') continue;
    found[key] = await secretKind.parse(value, partContext(context, `.${key}`));
  }
  return found;
}
