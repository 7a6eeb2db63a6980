import { isRecord, type JsonRecord } from '../core/util/is-record.js';
import { capabilities, handshakes, identity, instructions } from './identity.js';
import type { Request } from './message.js';

/**
 * The result of an initialize request, if it is valid and of a known protocol version: the same as
 * the SDK's, before the SDK is loaded. An agent that starts many servers waits for each one to
 * initialize, and loading the SDK takes longer than everything before it.
 */
export function earlyResult(
  { method, params = {} }: Request,
  version: string,
): (JsonRecord & { protocolVersion: string }) | undefined {
  if (method !== 'initialize') return undefined;
  const { protocolVersion, clientInfo } = params;
  const isNamed =
    isRecord(clientInfo) &&
    typeof clientInfo.name === 'string' &&
    typeof clientInfo.version === 'string';
  const isKnown = typeof protocolVersion === 'string' && handshakes.includes(protocolVersion);
  // A request of the 2026 protocol carries its version in `_meta`.
  if (!isKnown || !isNamed || !isRecord(params.capabilities) || params._meta !== undefined) {
    return undefined;
  }
  return { protocolVersion, capabilities, serverInfo: identity(version), instructions };
}
