import type { Call } from '../../core/definition/call.js';
import type { HttpError } from '../../core/errors/errors.js';
import type { RequestSpec } from '../../core/http/build.js';
import type { Refusal } from '../../core/http/refusal.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';

/** How Bitrix24 says no, and how long it makes wait. */
export const policy = {
  refusal: refusalIn,
  retryAfter: waitFor,
} satisfies RequestSpec;

/**
 * `{"error": "CODE", "error_description": "…"}`, also with status 200; in REST 3.0
 * `{"error": {"code", "message", "validation"}}`; of a batch the errors of its commands.
 */
function refusalIn(body: JsonRecord, _status: number, call: Call): Refusal | undefined {
  const { error, error_description: words, result } = body;
  if (isRecord(error)) return inNewForm(error, call);
  if (isRecord(result) && isRecord(result.result_error)) return ofCommands(result.result_error);
  if (typeof error !== 'string') return undefined;
  return {
    reason: error || undefined,
    message: plain(words),
    // Nothing was done, and there is room again in a moment: what a status 429 says, and 503 does not.
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
    message: `${each.length} of the commands failed: ${each.join('; ')}`,
    hint: 'What the others returned is in the body of the error, under result.result.',
  };
}

/** Its words are HTML now and then. */
function plain(words: unknown): string | undefined {
  return typeof words === 'string' ? words.replace(/<[^>]*>/g, ' ').trim() : undefined;
}

/** Two requests a second are let in again; a method that ran for too long is told when. */
function waitFor({ reason, body }: HttpError): number | undefined {
  if (reason === LIMIT) return 1000;
  const reset = reason === TIME ? resetOf(body) : undefined;
  return reset && Math.max(1000, reset - Date.now());
}

/** When the oldest minute of the ten that count is forgotten, in milliseconds since 1970. */
function resetOf(body: unknown): number | undefined {
  const { operating_reset_at: at } = isRecord(body) && isRecord(body.time) ? body.time : {};
  return typeof at === 'number' ? at * 1000 : undefined;
}

function afterReset(body: JsonRecord): string {
  const reset = resetOf(body);
  const when = reset ? `after ${new Date(reset).toISOString()}` : 'in ten minutes';
  return `The method ran for longer than Bitrix24 allows in ten minutes. Call it again ${when}.`;
}
