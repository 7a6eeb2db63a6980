import type { Refusal } from '../../core/http/refusal.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { hintFor } from './hints.js';
import { ENHANCE_YOUR_CALM } from './limits.js';

/**
 * Errors have codes of their own, `{"status": "ERROR", "errors": [{"code": "…", "message": "…"}]}`.
 * Errors in products are reported with status 200, in `results`.
 */
export function refusalIn(body: JsonRecord, status: number): Refusal | undefined {
  const [errors, ofProducts] = [recordsIn(body.errors), productErrors(body)];
  if (body.status !== 'ERROR' && errors.length === 0) return ofProducts;
  const code = errors[0]?.code ?? status;
  return {
    reason: String(code),
    message: wordsOf(errors),
    status: status === ENHANCE_YOUR_CALM ? 429 : undefined,
    hint: hintFor(status === ENHANCE_YOUR_CALM ? String(status) : String(code)),
  };
}

/** Products with errors; of warnings alone, the result is the response. */
function productErrors({ results }: JsonRecord): Refusal | undefined {
  const products = recordsIn(results).map(({ offerId, errors }) => ({
    offerId,
    errors: recordsIn(errors),
  }));
  const failed = products.filter(({ errors }) => errors.length > 0);
  if (failed.length === 0) return undefined;
  return {
    reason: String(failed[0]!.errors[0]!.type),
    message: failed.map(({ offerId, errors }) => `${offerId}: ${wordsOf(errors)}`).join('; '),
  };
}

function wordsOf(errors: readonly JsonRecord[]): string {
  return errors
    .map(({ message }) => message)
    .filter((one) => typeof one === 'string')
    .join('; ');
}

function recordsIn(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
