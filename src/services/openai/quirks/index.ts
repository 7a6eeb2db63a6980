import { errors } from './errors.js';
import type { Quirk } from './quirk.js';
import { reasoning } from './reasoning.js';
import { requests } from './requests.js';
import { streams } from './streams.js';
import { tools } from './tools.js';
import { usage } from './usage.js';

/** All behaviours, by what they are about. */
export const quirks: Readonly<Record<string, readonly Quirk[]>> = {
  'Streams: chunks, framing, endings': streams,
  'Counts of tokens': usage,
  'Thinking apart from the answer': reasoning,
  'Calls of tools, and whole answers': tools,
  Failures: errors,
  'What is refused and said in other words; vectors': requests,
};
