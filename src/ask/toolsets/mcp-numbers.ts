import type { MarkedNumbers } from '../../core/json/marked-numbers.js';

/** The first of the keys that tell what a message is. */
const KIND = /"(result|method|error)"\s{0,9}:/;

/**
 * A message of a server for the SDK, which reads it with `JSON.parse`. Only the result of a request
 * keeps all digits: the protocol's own numbers, such as the progress of a call, are plain ones.
 */
export function forSdk(message: string, numbers: MarkedNumbers): string {
  return KIND.exec(message)?.[1] === 'result' ? numbers.markText(message) : message;
}

/** A `fetch` for the SDK that passes on all digits of numbers. */
export function exactFetch(numbers: MarkedNumbers) {
  return async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const { body } = init;
    const sent = typeof body === 'string' ? { body: numbers.restore(body) } : {};
    const response = await fetch(url, { ...init, ...sent });
    const type = response.headers.get('content-type') ?? '';
    const isEvents = type.includes('text/event-stream');
    if (!response.body || !(isEvents || type.includes('json'))) return response;
    const { status, statusText, headers } = response;
    const exact = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(isEvents ? byLine(numbers) : atOnce(numbers))
      .pipeThrough(new TextEncoderStream());
    return new Response(exact, { status, statusText, headers });
  };
}

/** A message is a line of an event. */
function byLine(numbers: MarkedNumbers): TransformStream<string, string> {
  let rest = '';
  return new TransformStream({
    transform(chunk, controller) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop()!;
      for (const line of lines) controller.enqueue(`${forSdk(line, numbers)}\n`);
    },
    flush(controller) {
      controller.enqueue(forSdk(rest, numbers));
    },
  });
}

function atOnce(numbers: MarkedNumbers): TransformStream<string, string> {
  const chunks: string[] = [];
  return new TransformStream({
    transform(chunk) {
      chunks.push(chunk);
    },
    flush(controller) {
      controller.enqueue(forSdk(chunks.join(''), numbers));
    },
  });
}
