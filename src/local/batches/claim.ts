import { randomBytes } from 'node:crypto';
import type { Objects, StoredObject } from '../state/store.js';
import { CLAIM } from './batch.js';

/** In milliseconds: a process that has not renewed its claim for this long counts as dead. */
const LIFETIME = 20_000;
const RENEWAL = 5_000;

interface Claimed extends StoredObject {
  owner: string;
  until: number;
}

/** Identifies this process to others that share its data folder. */
const OWNER = randomBytes(12).toString('hex');

/** Tells other processes that this process runs a batch. */
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

  /** Returns `undefined` if another process runs it. */
  static take(objects: Objects, id: string): Claim | undefined {
    // In a transaction: no other process can claim it between the check and the write.
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
      // The store is closed: the claim expires on its own.
    }
  }

  #renew(): void {
    try {
      const claimed: Claimed = { id: this.#id, owner: OWNER, until: Date.now() + LIFETIME };
      this.#objects.put(CLAIM, claimed);
    } catch {
      // The store is closed, which the run is about to notice.
    }
  }
}
