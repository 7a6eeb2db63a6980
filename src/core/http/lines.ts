import type { Call } from '../definition/call.js';
import { ResponseError } from '../errors/errors.js';
import { cut } from '../util/cut.js';
import type { RequestSpec } from './build.js';
import type { Exchange } from './message.js';
import { type PacketReader, readPackets } from './packets.js';
import { where } from './read.js';
import { readAccepted } from './read-accepted.js';
import { exchange } from './request.js';
import { oneLine } from './server-words.js';
import { notTheApiHint } from './status.js';
import { Utf8Stream } from './utf8.js';

/** The maximum length of a line: a server that never ends one would exhaust the memory. */
export const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * The values of newline-delimited JSON, in batches: one per packet. Empty lines (keep-alives) are
 * not values and do not reset the idle timeout.
 */
export function lines(exchange: Exchange): AsyncGenerator<unknown[]> {
  return readPackets(exchange, new LineReader(exchange));
}

class LineReader implements PacketReader<unknown[]> {
  readonly #exchange: Exchange;
  readonly #cutter = new LineCutter();
  /** The error of the line after the last valid value. */
  #error: ResponseError | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  add(packet: Buffer): unknown[] | undefined {
    return this.#valuesOf(this.#cutter.add(packet));
  }

  check(): void {
    if (this.#error) throw this.#error;
    if (this.#cutter.pending > LONGEST_LINE) throw tooLong(this.#exchange);
  }

  /** A last line without a line break still counts. */
  end(): unknown[] | undefined {
    const values = this.#valuesOf([this.#cutter.end()]);
    if (this.#error) throw endedInside(this.#exchange);
    return values;
  }

  /** The values up to the first invalid line. */
  #valuesOf(found: readonly string[]): unknown[] | undefined {
    const values: unknown[] = [];
    for (const text of found) {
      if (text.trim() === '') continue;
      try {
        values.push(this.#exchange.call.parseJson(text));
      } catch {
        this.#error = notJson(text, this.#exchange);
        break;
      }
    }
    return values.length > 0 ? values : undefined;
  }
}

/** Splits bytes into lines, however the network has split them. */
export class LineCutter {
  readonly #decoder = new Utf8Stream();
  /** The parts of an incomplete line. */
  #pieces: string[] = [];
  /** Bytes received without a line break. */
  pending = 0;

  add(chunk: Buffer): string[] {
    const text = this.#decoder.add(chunk);
    // Only new bytes are searched: a long line may arrive in thousands of packets.
    if (!text.includes('\n')) {
      this.#pieces.push(text);
      this.pending += chunk.length;
      return [];
    }
    const found = text.split('\n');
    found[0] = this.#pieces.join('') + found[0];
    const rest = found.pop()!;
    this.#pieces = [rest];
    this.pending = rest.length;
    return found;
  }

  end(): string {
    return this.#pieces.join('') + this.#decoder.end();
  }
}

function notJson(text: string, { request, call }: Exchange): ResponseError {
  // Masked before it is clipped: no mask finds half a secret.
  const shown = oneLine(call.redactor.text(cut(text, 100_000)), 120);
  return new ResponseError({
    method: call.method,
    message: `the server sent a line that is not JSON: "${shown}" (${where(request)})`,
    hint: notTheApiHint(call),
  });
}

/** The server closed the connection as if the response were complete. */
function endedInside({ request, call }: Exchange): ResponseError {
  return new ResponseError({
    method: call.method,
    cut: true,
    message: `the response ended in the middle of a line (${where(request)})`,
    hint: 'The server, or a proxy in between, closed the connection. Try again.',
  });
}

function tooLong({ request, call }: Exchange): ResponseError {
  return new ResponseError({
    method: call.method,
    message: `the server sent ${LONGEST_LINE / 1024 / 1024} MiB without a line break (${where(request)})`,
  });
}

/** Either the values of a stream, or the whole response of a server that does not stream. */
export type LinesOrWhole = { lines: AsyncGenerator<unknown[]> } | { whole: unknown };

/** Types such as `application/x-ndjson` and `application/jsonl` have JSON in their names too. */
const IN_LINES = /ndjson|jsonl|json-lines|json-seq|stream/i;

/**
 * Sends a request whose response is JSON line by line. No retries once the stream has begun. Only
 * JSON or HTML by media type counts as a whole response.
 */
export function requestLines(
  call: Call,
  method: string,
  url: URL,
  spec: RequestSpec,
): Promise<LinesOrWhole> {
  const ownHeaders = { accept: 'application/x-ndjson, application/json', ...spec.ownHeaders };
  return exchange(call, method, url, { ...spec, ownHeaders }, linesOrWhole);
}

async function linesOrWhole(exchange: Exchange): Promise<LinesOrWhole> {
  const type = exchange.answer.headers['content-type'] ?? '';
  const isWhole = /json|html/i.test(type) && !IN_LINES.test(type);
  return isWhole ? { whole: await readAccepted(exchange) } : { lines: lines(exchange) };
}
