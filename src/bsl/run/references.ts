import { BslObject, notAnObject } from '../values/object.js';

/** A param that is passed by reference: the variable of the caller. */
export abstract class Reference {
  abstract v: unknown;
}

/** A value that no variable of the caller holds. */
export class Box extends Reference {
  v: unknown;

  constructor(value: unknown) {
    super();
    this.v = value;
  }
}

export class Variable extends Reference {
  readonly #get: () => unknown;
  readonly #set: (value: unknown) => void;

  constructor(get: () => unknown, set: (value: unknown) => void) {
    super();
    this.#get = get;
    this.#set = set;
  }

  get v(): unknown {
    return this.#get();
  }

  set v(value: unknown) {
    this.#set(value);
  }
}

/** A property of an object. */
export class Member extends Reference {
  readonly #object: BslObject;
  readonly #name: string;
  readonly #shown: string;

  constructor(object: unknown, name: string, shown = name) {
    super();
    this.#object = objectOf(object);
    this.#name = name;
    this.#shown = shown;
  }

  get v(): unknown {
    return this.#object.getProperty(this.#name, this.#shown);
  }

  set v(value: unknown) {
    this.#object.setProperty(this.#name, value, this.#shown);
  }
}

/** An element of a collection. */
export class Element extends Reference {
  readonly #object: BslObject;
  readonly #index: unknown;

  constructor(object: unknown, index: unknown) {
    super();
    this.#object = objectOf(object);
    this.#index = index;
  }

  get v(): unknown {
    return this.#object.getIndex(this.#index);
  }

  set v(value: unknown) {
    this.#object.setIndex(this.#index, value);
  }
}

/** The reference that a method received, or one of its own if it received a value. */
export function asReference(given: unknown): Reference {
  return given instanceof Reference ? given : new Box(given);
}

/** The value of an argument, whichever way it was passed. */
export function plainValue(given: unknown): unknown {
  return given instanceof Reference ? given.v : given;
}

export function objectOf(value: unknown): BslObject {
  return value instanceof BslObject ? value : notAnObject();
}
