import type { Call } from '../../definition/call.js';
import { HttpError } from '../../errors/errors.js';
import { pause } from '../../http/wait.js';
import { now } from '../../util/clock.js';
import type { JsonRecord } from '../../util/is-record.js';
import { askServer, type OAuthFields } from './request.js';
import { askForTokens } from './tokens.js';
import { type DeviceEndpoint, GRANTS, type OAuthVendor } from './vendor.js';

/** Both are 5 seconds in RFC 8628. */
const INTERVAL = 5_000;
const SLOW_DOWN = 5_000;

/** Starts a device flow. The response has a code for the user, and the page where to enter it. */
export function askForDeviceCode(
  call: Call,
  vendor: OAuthVendor,
  fields: OAuthFields,
): Promise<JsonRecord> {
  return askServer(call, vendor, deviceOf(vendor).url, fields, { effect: call.effect });
}

/**
 * Polls for the tokens of a device code until the user has entered it, every `interval` milliseconds if
 * the server has said so. If the call would end before
 * the next attempt, the last error of the server is thrown.
 */
export async function pollForTokens(
  call: Call,
  vendor: OAuthVendor,
  fields: OAuthFields,
  interval?: number,
): Promise<JsonRecord> {
  const device = deviceOf(vendor);
  const { device_code: code, ...others } = fields;
  const grant = {
    grant_type: device.grantType ?? GRANTS.device,
    [device.field ?? 'device_code']: code,
    ...others,
  };
  let wait = interval ?? device.interval ?? INTERVAL;
  for (;;) {
    try {
      // A code works only once, so an attempt without a response is not repeated.
      return await askForTokens(call, vendor, grant, { effect: 'write' });
    } catch (error) {
      const reason = error instanceof HttpError ? error.reason : undefined;
      if (reason === 'slow_down') wait += device.slowDown ?? SLOW_DOWN;
      else if (reason !== 'authorization_pending') throw error;
      if (now() + wait >= call.deadline) throw error;
      call.debug(() => `  the user has not entered the code yet: again in ${wait} ms`);
    }
    await pause(wait, call);
  }
}

function deviceOf({ device }: OAuthVendor): DeviceEndpoint {
  if (!device) throw new Error('this vendor has no device flow');
  return device;
}
