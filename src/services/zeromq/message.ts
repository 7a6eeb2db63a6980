import { payload, payloadBytes } from '../../core/definition/kinds/index.js';
import { type Kind, type ParamSpec, param, partContext } from '../../core/definition/param.js';
import type { Message } from '../../core/zmtp/frames.js';
import type { ReceivedMessage } from './types.js';

const part = payload('').kind;

type Part = Parameters<typeof part.parse>[0];

/** The parts of a message. Text and bytes in memory, by far the most frequent, need no promise. */
const kind: Kind<Part | readonly Part[], readonly Uint8Array[]> = {
  ...part,
  takes: 'text or bytes, or an array of them: the parts of the message',
  parse(value, context) {
    if (typeof value === 'string' && !context.sources) return [Buffer.from(value)];
    if (value instanceof Uint8Array) return [value];
    if (!Array.isArray(value)) return partOf(value, context).then((one) => [one]);
    const parts = value.map((one, at) => partOf(one, partContext(context, `[${at}]`)));
    // A message has at least one part.
    return parts.length === 0 ? [Buffer.alloc(0)] : Promise.all(parts);
  },
};

async function partOf(value: unknown, context: Parameters<typeof part.parse>[1]) {
  return payloadBytes(await part.parse(value, context));
}

/** A param with a message: one part, or several. */
export function message<const S extends ParamSpec>(summary: string, spec: S = {} as S) {
  return param(kind, summary, spec);
}

export function received(parts: Message): ReceivedMessage {
  const [first] = parts;
  const data = parts.length === 1 ? first! : Buffer.concat(parts);
  return { result: true, data, parts: parts as Buffer[] };
}
