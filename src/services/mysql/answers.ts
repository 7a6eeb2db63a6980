import { Answers } from '../../core/sql/answers.js';
import type { Field } from './field-types.js';
import { decodersFor, type FromDriver, type Protocol } from './from-server.js';
import type { OkHeader, Wire } from './wire.js';

/** Collects the results of statements from the driver; or with a wire, hands over their rows. */
export class MysqlAnswers extends Answers {
  readonly #parseJson: (text: string) => unknown;
  /** The columns whose values are converted. */
  #decoders: readonly { at: number; decode: NonNullable<FromDriver> }[] = [];

  constructor(parseJson: (text: string) => unknown, wire?: Wire) {
    super(wire && flowOf(wire));
    this.#parseJson = parseJson;
  }

  fields(fields: Field[], protocol: Protocol): void {
    const names = fields.map(({ name }) => name);
    this.#decoders = decodersFor(fields, protocol, this.#parseJson).flatMap((decode, at) =>
      decode ? [{ at, decode }] : [],
    );
    this.begin(names);
  }

  override row(raw: unknown[]): void {
    if (!this.isTaking) return;
    // By index: an iterator would be slow for millions of rows.
    for (let index = 0; index < this.#decoders.length; index++) {
      const { at, decode } = this.#decoders[index]!;
      if (raw[at] !== null) raw[at] = decode(raw[at] as never);
    }
    super.row(raw);
  }

  ok({ affectedRows, warningStatus }: OkHeader): void {
    this.done({ count: affectedRows, warnings: warningStatus });
  }
}

/** The driver replaces its stream when it encrypts the connection. */
function flowOf(wire: Wire) {
  return {
    pause: () => void wire.stream.pause(),
    resume: () => void wire.stream.resume(),
    get bytesRead() {
      return wire.stream.bytesRead;
    },
  };
}
