import { ServiceError } from '../../core/errors/errors.js';
import { isJson } from './formats.js';
import type { Query } from './request.js';

type OwnSettings = Readonly<Record<string, string>>;

/** Integers of 64 bits and decimals are texts in JSON, and infinities are not null. */
const EXACT: Readonly<Record<string, string>> = {
  output_format_json_quote_64bit_integers: '1',
  output_format_json_quote_decimals: '1',
  output_format_json_quote_denormals: '1',
};
/** An error is between marks, and not in a field of the result. */
export const PLAIN_ERRORS = 'http_write_exception_in_output_format';

const [UNKNOWN_SETTING, READONLY, CONSTRAINT] = [115, 164, 452];

/** Our settings for a query, besides those of the caller. */
export function ownSettings({ settings: given }: Query, format = 'JSON'): OwnSettings {
  const settings: OwnSettings = isJson(format) ? { ...EXACT, [PLAIN_ERRORS]: '0' } : {};
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !(name in given)));
}

/** Our settings without those that the server refused; `undefined` if it refused something else. */
export function withoutRefused(settings: OwnSettings, error: unknown) {
  if (!(error instanceof ServiceError)) return undefined;
  const refused = Object.keys(settings).filter((name) => error.message.includes(name));
  if (refused.length === 0) return undefined;
  const { code } = error.details;
  if (code === READONLY || code === CONSTRAINT) return {};
  if (code !== UNKNOWN_SETTING) return undefined;
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !refused.includes(name)));
}
