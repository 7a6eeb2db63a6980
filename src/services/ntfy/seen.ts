/** How many IDs are remembered. */
const MOST = 10_000;

/** The IDs of messages so far: a server that has forgotten the last one sends older ones again. */
export class Seen {
  readonly #ids = new Set<string>();

  isNew(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > MOST) {
      for (const oldest of this.#ids) {
        this.#ids.delete(oldest);
        break;
      }
    }
    return true;
  }
}
