import type { Address, Memory } from './memory.js';
import { FIRST, type Platform } from './platform.js';
import { Refused } from './protocol.js';
import { VARIANT } from './variant.js';

/**
 * The three parts of a component, in their order in memory, with their virtual functions in the order
 * of 1C's header ComponentBase.h. `self` is the address of the part.
 */
const FUNCTIONS = {
  Init: [0, 0, 'bool', ['void *']],
  setMemManager: [0, 1, 'bool', ['void *']],
  Done: [0, 3, 'void', []],
  RegisterExtensionAs: [1, 0, 'bool', ['void *']],
  GetNProps: [1, 1, 'long', []],
  FindProp: [1, 2, 'long', ['void *']],
  GetPropName: [1, 3, 'void *', ['long', 'long']],
  GetPropVal: [1, 4, 'bool', ['long', 'void *']],
  SetPropVal: [1, 5, 'bool', ['long', 'void *']],
  IsPropReadable: [1, 6, 'bool', ['long']],
  IsPropWritable: [1, 7, 'bool', ['long']],
  GetNMethods: [1, 8, 'long', []],
  FindMethod: [1, 9, 'long', ['void *']],
  GetMethodName: [1, 10, 'void *', ['long', 'long']],
  GetNParams: [1, 11, 'long', ['long']],
  GetParamDefValue: [1, 12, 'bool', ['long', 'long', 'void *']],
  HasRetVal: [1, 13, 'bool', ['long']],
  CallAsProc: [1, 14, 'bool', ['long', 'void *', 'long']],
  CallAsFunc: [1, 15, 'bool', ['long', 'void *', 'void *', 'long']],
} as const satisfies Record<
  string,
  readonly [part: number, slot: number, string, readonly string[]]
>;

export type FunctionName = keyof typeof FUNCTIONS;

/** An object of a component's class. */
export class Component {
  readonly platform: Platform;
  readonly object: Address;

  constructor(platform: Platform, object: Address) {
    this.platform = platform;
    this.object = object;
  }

  get memory(): Memory {
    return this.platform.memory;
  }

  /**
   * Calls a virtual function. Not on the main thread, so that a component can allocate memory and report
   * events from its own threads meanwhile; the process has one thread for it, always the same.
   */
  call<T = boolean>(name: FunctionName, ...args: readonly unknown[]): Promise<T> {
    const { koffi, pointerSize } = this.memory;
    const [part, slot, result, params] = FUNCTIONS[name];
    const self = this.object + BigInt(part * pointerSize);
    const at = this.memory.pointer(self) + BigInt((FIRST + slot) * pointerSize);
    const type = koffi.proto(result, ['void *', ...params]);
    const run = koffi.decode(this.memory.pointer(at), type);
    return inThread<T>(run, self, ...args);
  }

  /** A count or an index. */
  async number(name: FunctionName, ...args: readonly unknown[]): Promise<number> {
    return Number(await this.call<number | bigint>(name, ...args));
  }

  /** Text that the component allocated. */
  async text(name: FunctionName, ...args: readonly unknown[]): Promise<string> {
    return this.memory.takeText((await this.call<Address | null>(name, ...args)) ?? 0n);
  }

  /** Fails with what the component reported if a function returned false. */
  check(isDone: boolean, message: string, reason = 'NATIVE_FAILED'): void {
    const reported = this.platform.takeError();
    if (!isDone)
      throw new Refused({ reason, message: reported ? `${message}: ${reported}` : message });
  }

  /** Runs `use` with memory for values, and frees it. */
  async withVariants<T>(count: number, use: (at: Address) => Promise<T>): Promise<T> {
    const at = this.memory.allocate(count * VARIANT);
    try {
      return await use(at);
    } finally {
      this.memory.free(at);
    }
  }
}

/** A function of a library, as koffi makes it. */
export interface NativeFunction {
  async(...args: unknown[]): unknown;
}

/** Runs a function in the thread for components. */
export function inThread<T>(run: NativeFunction, ...args: readonly unknown[]): Promise<T> {
  return new Promise((resolve, reject) => {
    run.async(...args, (error: unknown, result: T) => (error ? reject(error) : resolve(result)));
  });
}
