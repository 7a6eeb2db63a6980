import { randomBytes } from 'node:crypto';
import type { Objects, StoredObject } from '../state/store.js';
import { CLAIM } from './batch.js';

/** In milliseconds: who has not renewed a claim for so long is taken for dead. */
const LIFETIME = 20_000;
const RENEWAL = 5_000;

interface Claimed extends StoredObject {
  owner: string;
  until: number;
}

/** This process, for others that share its data folder. */
const OWNER = randomBytes(12).toString('hex');

/** That this process runs a batch, for others to see. */
export class Claim {
  readonly #objects: Objects;
  readonly #id: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(objects: Objects, id: string) {
    this.#objects = objects;
    this.#id = id;
    this.#renew();
    this.#timer = setInterval(() => this.#renew(), RENEWAL).unref();
  }

  /** `undefined` where another process has it. */
  static take(objects: Objects, id: string): Claim | undefined {
    // Whole: no other process takes it between the look and the taking.
    return objects.transaction(() => {
      const claimed = objects.get<Claimed>(CLAIM, id);
      const isAnothers = claimed && claimed.owner !== OWNER && claimed.until > Date.now();
      return isAnothers ? undefined : new Claim(objects, id);
    });
  }

  release(): void {
    clearInterval(this.#timer);
    try {
      this.#objects.remove(CLAIM, this.#id);
    } catch {
      // The store is closed: the claim ends by itself.
    }
  }

  #renew(): void {
    try {
      const claimed: Claimed = { id: this.#id, owner: OWNER, until: Date.now() + LIFETIME };
      this.#objects.put(CLAIM, claimed);
    } catch {
      // The store is closed, and the run is about to find that out.
    }
  }
}
