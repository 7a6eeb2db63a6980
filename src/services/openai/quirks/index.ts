import { errors } from './errors.js';
import type { Quirk } from './quirk.js';
import { reasoning } from './reasoning.js';
import { requests } from './requests.js';
import { streams } from './streams.js';
import { tools } from './tools.js';
import { usage } from './usage.js';

/** All behaviors, by topic. */
export const quirks: Readonly<Record<string, readonly Quirk[]>> = {
  'Streams: chunks, framing, endings': streams,
  'Token counts': usage,
  'Reasoning separate from the reply': reasoning,
  'Tool calls, and complete responses': tools,
  Failures: errors,
  'Requests refused and sent in another form; embeddings': requests,
};
