import { randomUUID } from 'node:crypto';
import type { Component } from './component.js';
import type { Library } from './library.js';
import { callMethod, metadataOf, propertiesOf, property, setProperty } from './members.js';
import { Refused, type Request } from './protocol.js';

/** Does what the program asks of a component, one request after another. */
export class Host {
  readonly #library: Library;
  readonly #instances = new Map<string, Component>();

  constructor(library: Library) {
    this.#library = library;
  }

  takeEvents(): string[] {
    return this.#library.platform.takeEvents();
  }

  async do(request: Exclude<Request, { do: 'load' }>): Promise<unknown> {
    switch (request.do) {
      case 'classes':
        return this.#library.classes();
      case 'create': {
        const id = randomUUID();
        this.#instances.set(id, await this.#library.create(request.className));
        return id;
      }
      case 'destroy':
        return this.#destroy(request.instance);
      case 'close':
        for (const id of this.#instances.keys()) await this.#destroy(id);
        return undefined;
      default:
        return this.#with(request.instance, (component) => onComponent(component, request));
    }
  }

  async #destroy(id: string): Promise<void> {
    const component = this.#instances.get(id);
    if (!component) {
      const message = `there is no instance ${JSON.stringify(id)}`;
      throw new Refused({ reason: 'NATIVE_NO_INSTANCE', message });
    }
    this.#instances.delete(id);
    await this.#library.destroy(component);
  }

  /** Uses an instance by its ID, or one of a class that exists only for this request. */
  async #with<T>(name: string, use: (component: Component) => Promise<T>): Promise<T> {
    const existing = this.#instances.get(name);
    if (existing) return use(existing);
    const component = await this.#library.create(name);
    try {
      return await use(component);
    } finally {
      await this.#library.destroy(component);
    }
  }
}

type OnComponent = Exclude<Request, { do: 'load' | 'classes' | 'create' | 'destroy' | 'close' }>;

async function onComponent(component: Component, request: OnComponent): Promise<unknown> {
  switch (request.do) {
    case 'metadata':
      return metadataOf(component);
    case 'properties':
      return propertiesOf(component);
    case 'get':
      return property(component, request.property);
    case 'set':
      return setProperty(component, request.property, request.value);
    default: {
      for (const [name, value] of request.properties) await setProperty(component, name, value);
      const outcome = await callMethod(component, request.method, request.params);
      return { ...outcome, properties: await propertiesOf(component) };
    }
  }
}
