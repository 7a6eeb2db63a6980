import type { Call } from '../../core/definition/call.js';
import type { HttpError } from '../../core/errors/errors.js';
import type { RequestSpec } from '../../core/http/build.js';
import type { Refusal } from '../../core/http/refusal.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

/** How Bitrix24 reports errors, and how long to wait before a retry. */
export const policy = {
  refusal: refusalIn,
  retryAfter: waitFor,
} satisfies RequestSpec;

/**
 * `{"error": "CODE", "error_description": "…"}`, also with status 200; in REST 3.0
 * `{"error": {"code", "message", "validation"}}`; for a batch, the errors of its commands.
 */
function refusalIn(body: JsonRecord, _status: number, call: Call): Refusal | undefined {
  const { error, error_description: words, result } = body;
  if (isRecord(error)) return inNewForm(error, call);
  if (isRecord(result) && isRecord(result.result_error)) return ofCommands(result.result_error);
  if (typeof error !== 'string') return undefined;
  return {
    reason: error || undefined,
    message: plain(words),
    // Nothing was done, and a retry may soon succeed: status 429 means that, 503 does not.
    status: error === LIMIT ? 429 : undefined,
    hint: error === TIME ? afterReset(body) : hintFor(error, call),
  };
}

const LIMIT = 'QUERY_LIMIT_EXCEEDED';
const TIME = 'OPERATION_TIME_LIMIT';

function inNewForm({ code, message, validation }: JsonRecord, call: Call): Refusal | undefined {
  if (typeof code !== 'string') return undefined;
  const fields = Array.isArray(validation) ? validation.filter(isRecord) : [];
  const each = fields.map(({ field, message }) => `${field}: ${message}`);
  return { reason: code, message: [plain(message), ...each].join('; '), hint: hintFor(code, call) };
}

function ofCommands(errors: JsonRecord): Refusal | undefined {
  const each = Object.entries(errors).map(([name, said]) => {
    const { error, error_description: words } = isRecord(said) ? said : { error: said };
    return `${name}: ${[error, plain(words)].filter(Boolean).join(': ')}`;
  });
  if (each.length === 0) return undefined;
  return {
    message: `${each.length} commands failed: ${each.join('; ')}`,
    hint: 'The body of the error has the results of the others in result.result.',
  };
}

/** Some messages are HTML. */
function plain(words: unknown): string | undefined {
  return typeof words === 'string' ? words.replace(/<[^<>]*>/g, ' ').trim() : undefined;
}

/** The rate limit is two requests per second; for a method that ran too long, Bitrix24 says when. */
function waitFor({ reason, body }: HttpError): number | undefined {
  if (reason === LIMIT) return 1000;
  const reset = reason === TIME ? resetOf(body) : undefined;
  return reset && Math.max(1000, reset - Date.now());
}

/** When the oldest of the ten minutes no longer counts, in milliseconds since 1970. */
function resetOf(body: unknown): number | undefined {
  const { operating_reset_at: at } = isRecord(body) && isRecord(body.time) ? body.time : {};
  return typeof at === 'number' ? at * 1000 : undefined;
}

function afterReset(body: JsonRecord): string {
  const reset = resetOf(body);
  const when = reset ? `after ${new Date(reset).toISOString()}` : 'in ten minutes';
  return `The method ran longer than Bitrix24 allows within ten minutes. Call it again ${when}.`;
}
