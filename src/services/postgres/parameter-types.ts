import type { WireCalls } from './driver.js';

/** Asks the server for the types of a statement's parameters, in the driver's form for queries. */
export class ParameterTypes {
  /** Their OIDs. */
  readonly oids: Promise<readonly number[]>;
  readonly #sql: string;
  #found: readonly number[] = [];
  #resolve!: (oids: readonly number[]) => void;
  #reject!: (error: unknown) => void;
  #forget = () => {};

  constructor(sql: string) {
    this.#sql = sql;
    this.oids = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(given: unknown): void {
    const wire = given as WireCalls;
    const found = ({ dataTypeIDs }: { dataTypeIDs: readonly number[] }) => {
      this.#found = dataTypeIDs;
    };
    wire.once('parameterDescription', found);
    this.#forget = () => wire.off('parameterDescription', found);
    wire.parse({ name: '', text: this.#sql, types: [] }, true);
    wire.describe({ type: 'S', name: '' }, true);
    wire.sync();
  }

  handleRowDescription(): void {}

  handleError(error: unknown): void {
    this.#forget();
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#forget();
    this.#resolve(this.#found);
  }
}
