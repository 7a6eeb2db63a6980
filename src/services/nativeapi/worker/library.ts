import type { LibraryHandle } from 'koffi';
import { Component, inThread } from './component.js';
import type { Koffi } from './koffi.js';
import type { Address } from './memory.js';
import { Platform } from './platform.js';
import { Refused } from './protocol.js';

/** The functions that a component's library exports. */
const EXPORTS = {
  GetClassNames: 'void *GetClassNames()',
  GetClassObject: 'long GetClassObject(void *name, void *to)',
  DestroyObject: 'long DestroyObject(void *from)',
} as const;

/** The newest capabilities of the platform that a component may use. */
const CAPABILITIES = 1;

/** A loaded component. */
export class Library {
  readonly platform: Platform;
  readonly #handle: LibraryHandle;

  private constructor(platform: Platform, handle: LibraryHandle) {
    this.platform = platform;
    this.#handle = handle;
  }

  static async load(koffi: Koffi, path: string): Promise<Library> {
    const handle = loaded(koffi, path);
    const library = new Library(new Platform(koffi), handle);
    for (const name of Object.keys(EXPORTS)) library.#exported(name as keyof typeof EXPORTS);
    const setCapabilities = optional(handle, 'int SetPlatformCapabilities(int capabilities)');
    if (setCapabilities) await inThread(setCapabilities, CAPABILITIES);
    return library;
  }

  #exported(name: keyof typeof EXPORTS) {
    const found = optional(this.#handle, EXPORTS[name]);
    if (found) return found;
    const message = `the library is not a component of 1C's Native API: it does not export ${name}`;
    throw new Refused({ reason: 'NATIVE_NOT_A_COMPONENT', message });
  }

  /** The names of its classes. */
  async classes(): Promise<string[]> {
    const { memory } = this.platform;
    const found = await inThread<Address | null>(this.#exported('GetClassNames'));
    return memory
      .takeText(found ?? 0n)
      .split('|')
      .filter(Boolean);
  }

  async create(className: string): Promise<Component> {
    const { memory } = this.platform;
    const name = memory.text(className);
    const to = memory.allocate(memory.pointerSize);
    try {
      // Its result is a part of the address: not enough to tell whether it worked.
      await inThread(this.#exported('GetClassObject'), name, to);
      const object = memory.pointer(to);
      if (!object) throw await this.#unknownClass(className);
      return await this.#started(className, new Component(this.platform, object));
    } finally {
      memory.free(to);
      memory.free(name);
    }
  }

  async #unknownClass(name: string): Promise<Refused> {
    const message = `the component has no class ${JSON.stringify(name)}`;
    return new Refused({ reason: 'NATIVE_NO_CLASS', message, known: await this.classes() });
  }

  async #started(className: string, component: Component): Promise<Component> {
    const { memoryManager, connection } = this.platform;
    try {
      await component.call('setMemManager', memoryManager);
      component.check(
        await component.call('Init', connection),
        `${className} cannot be initialized`,
      );
      await this.#register(component);
      return component;
    } catch (error) {
      await this.#destroyObject(component);
      throw error;
    }
  }

  /** Components may prepare more here; their name for it is not needed. */
  async #register(component: Component): Promise<void> {
    const { memory } = this.platform;
    const to = memory.allocate(memory.pointerSize);
    await component.call('RegisterExtensionAs', to);
    memory.free(memory.pointer(to));
    memory.free(to);
  }

  /** Ends an object that `create` returned. */
  async destroy(component: Component): Promise<void> {
    await component.call('Done');
    await this.#destroyObject(component);
  }

  async #destroyObject({ object }: Component): Promise<void> {
    const { memory } = this.platform;
    const from = memory.allocate(memory.pointerSize);
    memory.setPointer(from, object);
    await inThread(this.#exported('DestroyObject'), from);
    memory.free(from);
  }
}

function loaded(koffi: Koffi, path: string): LibraryHandle {
  try {
    return koffi.load(path);
  } catch (error) {
    const why = (error as Error).message.replace(/^Failed to load shared library: /, '');
    const message = `${path} cannot be loaded: ${why}`;
    throw new Refused({ reason: 'NATIVE_NOT_LOADED', message });
  }
}

/** A function of a library; `undefined` if it does not export it. */
function optional(handle: LibraryHandle, definition: string) {
  try {
    return handle.func(definition);
  } catch {
    return undefined;
  }
}
