import type { Readable } from 'node:stream';
import type { Network } from '../access/network.js';
import { NotAllowed } from '../access/not-allowed.js';
import { Call } from '../definition/call.js';
import type { ParamContext } from '../definition/param.js';
import { packets } from './packets.js';
import { readAll } from './read.js';
import { exchange } from './request.js';
import { streamOf } from './streaming.js';

/** The call that a value is fetched for. Without one, a call with the default options. */
export function callOf({ call, method, redactor }: ParamContext): Call {
  return call ?? new Call(method, 'read', {}, { redactor });
}

/**
 * Why values may not be downloaded; `undefined` if they may, from any host that the network allows.
 */
export function downloadRefusal({ downloads }: Network): NotAllowed | undefined {
  if (downloads) return undefined;
  return new NotAllowed('downloading from URLs is not allowed', 'Pass a file instead.');
}

/**
 * Fetches a URL inside the content of a request. A program may pass on content from its users, who
 * must not access the program's own network: unless a user typed it, only public addresses are
 * fetched.
 */
export async function fetchContent(url: string, call: Call): Promise<Buffer> {
  if (call.isTyped || !call.access.trusted) return fetchBytes(url, call);
  const { ClosedNetwork } = await import('../access/closed-network.js');
  const hint = 'Pass the content itself instead of its URL.';
  const network = new ClosedNetwork({ downloads: true, hint });
  return fetchBytes(url, call.with({ access: { ...call.access, network } }));
}

function checkDownload({ access }: Call): void {
  const refusal = downloadRefusal(access.network);
  if (refusal) throw refusal;
}

/** Fetches a param that was given as a URL. None of the call's secrets are sent there. */
export async function fetchBytes(url: string, call: Call): Promise<Buffer> {
  checkDownload(call);
  return exchange(reading(call), 'GET', new URL(url), {}, readAll, 'read');
}

/** A param that was given as a URL, as a stream that is read while it is sent on. */
export async function openUrl(url: string, call: Call): Promise<Readable> {
  checkDownload(call);
  return exchange(
    reading(call),
    'GET',
    new URL(url),
    {},
    async (exchange) =>
      streamOf(packets(exchange), () => {
        exchange.answer.release();
        exchange.answer.body.destroy();
      }),
    'read',
  );
}

/** Even a dry run must fetch it: the displayed request contains it. */
function reading(call: Call): Call {
  return call.with({ dryRun: undefined });
}
