import { openNetwork } from '../../access/network.js';
import type { Call } from '../../definition/call.js';
import type { Answer, HttpRequest } from '../message.js';
import { portOf } from './agents.js';
import { undiciFor } from './choice.js';
import { sendByNode } from './node.js';
import { proxyFor } from './proxy.js';

/** Sends a request once and waits for the headers of its response. */
export function send(request: HttpRequest, call: Call): Promise<Answer> {
  if (request.transport) return request.transport(request, call);
  const { url } = request;
  const { network } = call.access;
  if (network !== openNetwork) network.check(url.hostname, portOf(url));
  const proxy = proxyFor(url, call);
  // Proxies and tunnels stay with Node's client: its agents know them, and they are rarely fast.
  const undici = proxy ? undefined : undiciFor(request);
  return undici ? undici.sendByUndici(request, call) : sendByNode(request, call, proxy);
}
