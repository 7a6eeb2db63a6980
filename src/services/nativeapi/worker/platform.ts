import type { Koffi } from './koffi.js';
import { type Address, Memory } from './memory.js';

/**
 * Virtual functions start after the destructors: two with the compilers of Linux and macOS, one with
 * that of Windows.
 */
export const FIRST = process.platform === 'win32' ? 1 : 2;

/** A function for a table of virtual functions: its C type, and what it does. */
type Virtual = readonly [type: string, run: (...args: never[]) => unknown];

/** What a component finds of 1C:Enterprise: its memory manager, and where it reports errors and events. */
export class Platform {
  readonly memory: Memory;
  readonly memoryManager: Address;
  readonly connection: Address;
  /** What components reported since the last call of `takeEvents`. */
  #events: string[] = [];
  #error: string | undefined;

  constructor(koffi: Koffi) {
    this.memory = new Memory(koffi);
    this.memoryManager = this.#object(this.#memoryFunctions());
    this.connection = this.#object(this.#connectionFunctions());
  }

  takeEvents(): string[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** The last error that a component reported. */
  takeError(): string | undefined {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }

  /** An object with virtual functions. */
  #object(functions: readonly Virtual[]): Address {
    const { koffi, pointerSize } = this.memory;
    const table = this.memory.allocate((FIRST + functions.length) * pointerSize);
    for (const [index, [type, run]] of functions.entries()) {
      const address = koffi.register(run, koffi.pointer(koffi.proto(type)));
      this.memory.setPointer(table + BigInt((FIRST + index) * pointerSize), address);
    }
    const object = this.memory.allocate(pointerSize);
    this.memory.setPointer(object, table);
    return object;
  }

  #memoryFunctions(): Virtual[] {
    return [
      [
        'bool AllocMemory(void *self, void *to, unsigned long bytes)',
        (_: Address, to: Address, bytes: number | bigint) => {
          this.memory.setPointer(to, this.memory.allocate(Number(bytes)));
          return true;
        },
      ],
      [
        'void FreeMemory(void *self, void *from)',
        (_: Address, from: Address) => {
          this.memory.free(this.memory.pointer(from));
          this.memory.setPointer(from, 0n);
        },
      ],
    ];
  }

  #connectionFunctions(): Virtual[] {
    const text = (at: Address | null) => (at ? this.memory.koffi.decode.string16(at) : '');
    const refuse = () => false;
    return [
      [
        'bool AddError(void *self, uint16_t code, void *source, void *text, long scode)',
        (_: Address, code: number, source: Address, at: Address, scode: number | bigint) => {
          const number = Number(scode) ? ` (${scode})` : '';
          this.#error = `${text(at)}${number}`;
          this.#events.push(`Error ${code} of ${text(source)}: ${this.#error}`);
          return true;
        },
      ],
      ['bool Read(void *self, void *name, void *value, void *code, void *text)', refuse],
      ['bool Write(void *self, void *name, void *value)', refuse],
      ['bool RegisterProfileAs(void *self, void *name)', () => true],
      ['bool SetEventBufferDepth(void *self, long depth)', () => true],
      ['long GetEventBufferDepth(void *self)', () => 100],
      [
        'bool ExternalEvent(void *self, void *source, void *message, void *data)',
        (_: Address, source: Address, message: Address, data: Address) => {
          this.#events.push(`Event of ${text(source)}: ${text(message)} ${text(data)}`);
          return true;
        },
      ],
      ['void CleanEventBuffer(void *self)', () => {}],
      [
        'bool SetStatusLine(void *self, void *text)',
        (_: Address, at: Address) => {
          this.#events.push(`Status: ${text(at)}`);
          return true;
        },
      ],
      ['void ResetStatusLine(void *self)', () => {}],
      ['void *GetInterface(void *self, int which)', () => null],
    ];
  }
}
