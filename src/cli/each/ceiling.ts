/**
 * How many calls run at a time. It starts with what the user allows, is halved when the service asks
 * to slow down, and grows again, by one for each full round of calls that went well.
 */
export class Ceiling {
  readonly #most: number;
  #limit: number;
  #running = 0;
  #sinceChange = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
    this.#limit = most;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Waits for its turn. */
  async enter(): Promise<void> {
    while (this.#running >= this.#limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running++;
  }

  leave(): void {
    this.#running--;
    this.#wake();
  }

  wentWell(): void {
    if (this.#limit === this.#most || ++this.#sinceChange < this.#limit) return;
    this.#limit++;
    this.#sinceChange = 0;
    this.#wake();
  }

  /** Of calls that ran at the same time, all may be refused for the same reason: only one counts. */
  wasBusy(): void {
    if (this.#sinceChange === 0 && this.#limit < this.#most) return;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#sinceChange = 0;
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
