import type { Call } from '../../core/definition/call.js';
import type { HttpError } from '../../core/errors/errors.js';
import type { RequestSpec } from '../../core/http/build.js';
import type { Refusal } from '../../core/http/refusal.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { adsHint, hintFor } from './hints.js';

/** How VK reports errors, and how long to wait before a retry. */
export const policy = {
  refusal: refusalIn,
  // The rate is limited by the second; flood control counts equal actions over a longer time.
  retryAfter: ({ reason }: HttpError) => WAITS[reason ?? ''],
  hint: ({ status }, call) =>
    status === 401 || status === 403
      ? `Check the access token: ${call.credentials ?? call.label('auth')}.`
      : undefined,
} satisfies RequestSpec;

const TOO_MANY = '6';
const FLOOD = '9';
const WAITS: Readonly<Record<string, number>> = { [TOO_MANY]: 1000, [FLOOD]: 5000 };

/** The equivalent statuses: nothing was done, or the server failed. */
const STATUSES: Readonly<Record<string, number>> = {
  [TOO_MANY]: 429,
  [FLOOD]: 429,
  1: 500,
  10: 500,
};

/** Errors come with status 200: `{"error": {"error_code": 15, "error_msg": "Access denied"}}`. */
function refusalIn({ error, response }: JsonRecord, _status: number, call: Call) {
  if (isRecord(error)) return refused(error.error_code, error.error_msg, call);
  if (error !== undefined) return { reason: String(error) };
  // For several ads, each has its own error.
  const each = Array.isArray(response) ? response.filter(isRecord) : [];
  const failed = each.find(({ error_code: code }) => Number(code) > 0);
  return failed && refused(failed.error_code, failed.error_desc ?? failed.error, call);
}

function refused(code: unknown, words: unknown, call: Call): Refusal {
  const reason = String(code);
  const ofAds = / (CreateAd|CreateAdvertisingCampaign|PauseAdvertising|GetAdvertising\w+)$/;
  return {
    reason,
    message: typeof words === 'string' ? words : undefined,
    status: STATUSES[reason],
    hint: (ofAds.test(call.method) ? adsHint(reason) : undefined) ?? hintFor(reason),
  };
}

/** Servers for uploads have other errors: `{"error": "ERR_UPLOAD_BAD_IMAGE_SIZE"}`. */
export function uploadRefusal(body: JsonRecord): Refusal | undefined {
  const { error, error_code: code, photo, photos_list: photos } = body;
  const hint = 'Check the format and the size of the file.';
  if (photo === '[]' || photos === '[]' || photo === '') {
    return { message: 'the server did not accept the image', hint };
  }
  if (error === undefined && code === undefined) return undefined;
  const about = isRecord(error) ? error : body;
  const words = [about.error_msg, about.error_descr, about.type, error];
  return {
    reason: about.error_code === undefined ? undefined : String(about.error_code),
    message: words.find((one): one is string => typeof one === 'string'),
    hint,
  };
}
