import type { Chunk, Failure, Start } from './protocol.js';
import { SANDBOX } from './sandbox.js';
import type { LuaApi } from './wasm.js';

const ALL = -1;
const MASK_COUNT = 8;
/** The hook runs after this number of instructions. */
const STEP = 1_000;
/** The bytes of a call's output that are sent back; the rest is lost. */
const MOST_OUTPUT = 2 ** 20;

const REASONS = {
  2: 'LUA_ERRRUN',
  3: 'LUA_ERRSYNTAX',
  4: 'LUA_ERRMEM',
  5: 'LUA_ERRERR',
} as const;

/** Lua refused. The state can still be used. */
export class LuaFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The code used all of its instructions. It is thrown through Lua, whose state is lost then. */
export class NoInstructionsLeft extends Error {}

/** A Lua state: its sandbox, and calls into it that report errors. */
export class State {
  readonly api: LuaApi;
  readonly #start: Start;
  readonly #functions: number[];
  readonly #hook: number;
  /** The place in memory where the API writes the size of a string. */
  readonly #size: number;
  #pointer = 0;
  #left = 0;
  #output: Uint8Array[] = [];
  #printed = 0;
  #traceback = '';

  constructor(api: LuaApi, start: Start) {
    this.api = api;
    this.#start = start;
    this.#size = api._malloc(8);
    const given = (state: number) => this.#bytesAt(state, 1);
    this.#functions = [
      (state: number) => this.#print(given(state)),
      (state: number) => {
        this.#traceback = Buffer.from(given(state)).toString();
      },
      () => this.#spend(),
    ].map((run) => {
      const done = (state: number) => {
        run(state);
        return 0;
      };
      return api.addFunction(done, 'ii');
    });
    this.#hook = api.addFunction(() => this.#spend(), 'vii');
    this.reset();
  }

  get pointer(): number {
    return this.#pointer;
  }

  /** A new state, without what the old one had. */
  reset(): void {
    const { api } = this;
    if (this.#pointer) api._lua_close(this.#pointer);
    this.#pointer = api._luaL_newstate();
    if (!this.#pointer) throw new Error('not enough memory');
    const { bytecode, instructions } = this.#start;
    api._luaL_openlibs(this.#pointer);
    this.#left = Number.POSITIVE_INFINITY;
    this.#load({ code: Buffer.from(SANDBOX), name: '=oint', kind: 'text' });
    for (const one of this.#functions) api._lua_pushcclosure(this.#pointer, one, 0);
    api._lua_pushboolean(this.#pointer, Number(bytecode));
    api._lua_pushboolean(this.#pointer, Number(instructions > 0));
    // What it returns stays on the stack, below everything else.
    if (api._lua_pcallk(this.#pointer, 5, KEPT, 0, 0, 0) !== 0)
      throw new Error('not enough memory');
    if (instructions > 0) api._lua_sethook(this.#pointer, this.#hook, MASK_COUNT, STEP);
  }

  /** Before each request. */
  begin(): void {
    this.#left = this.#start.instructions || Number.POSITIVE_INFINITY;
    this.#output = [];
    this.#printed = 0;
    this.api._lua_settop(this.#pointer, KEPT);
  }

  /** What the code printed since then. */
  takeOutput(): Uint8Array {
    return Buffer.concat(this.#output.splice(0));
  }

  /** Loads code or bytecode: a function on the stack. */
  load(chunk: Chunk): void {
    const status = this.#load(chunk);
    if (status !== 0) throw new LuaFailure(this.#failure(status));
  }

  #load({ code, name, kind }: Chunk): number {
    const mode = { text: 't', bytecode: 'b', either: 'bt' }[kind];
    const places = [code, cString(name), cString(mode)].map((bytes) => this.#copied(bytes));
    const [at = 0, nameAt = 0, modeAt = 0] = places;
    const state = this.#pointer;
    const status = this.api._luaL_loadbufferx(state, at, code.length, nameAt, modeAt);
    for (const place of places) this.api._free(place);
    return status;
  }

  /** Calls the function below its arguments. Its results are on the stack: returns their number. */
  call(args: number): number {
    const { api } = this;
    const state = this.#pointer;
    this.#traceback = '';
    const at = api._lua_gettop(state) - args;
    api._lua_pushvalue(state, Kept.Describe);
    api._lua_rotate(state, at, 1);
    const status = api._lua_pcallk(state, args, ALL, at, 0, 0);
    if (status !== 0) throw new LuaFailure(this.#failure(status));
    return api._lua_gettop(state) - at;
  }

  /** Puts one of the sandbox's functions on the stack. */
  pushKept(which: number): void {
    this.api._lua_pushvalue(this.#pointer, which);
  }

  pushString(text: string | Uint8Array): void {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const place = this.#copied(bytes);
    this.api._lua_pushlstring(this.#pointer, place, bytes.length);
    this.api._free(place);
  }

  /** The bytes of a string on the stack. */
  bytesAt(index: number): Uint8Array {
    return this.#bytesAt(this.#pointer, index);
  }

  /** The bytecode of the function on the stack. */
  dump(): Uint8Array {
    const parts: Uint8Array[] = [];
    const write = (_: number, from: number, size: number) => {
      parts.push(this.api.HEAPU8.slice(from, from + size));
      return 0;
    };
    const writer = this.api.addFunction(write, 'iiiii');
    this.api._lua_dump(this.#pointer, writer, 0, 0);
    this.api.removeFunction(writer);
    return Buffer.concat(parts);
  }

  #copied(bytes: Uint8Array): number {
    const place = this.api._malloc(Math.max(1, bytes.length));
    if (!place) throw new LuaFailure({ reason: 'LUA_ERRMEM', message: 'not enough memory' });
    this.api.HEAPU8.set(bytes, place);
    return place;
  }

  #bytesAt(state: number, index: number): Uint8Array {
    const at = this.api._lua_tolstring(state, index, this.#size);
    const size = this.api.HEAPU32[this.#size >> 2]!;
    return this.api.HEAPU8.slice(at, at + size);
  }

  #print(bytes: Uint8Array): void {
    const left = MOST_OUTPUT - this.#printed;
    if (left > 0) this.#output.push(bytes.subarray(0, left));
    this.#printed += bytes.length;
  }

  #spend(): void {
    this.#left -= STEP;
    if (this.#left < 0) throw new NoInstructionsLeft();
  }

  /** The error on the stack. */
  #failure(status: number): Failure {
    const reason = REASONS[status as keyof typeof REASONS] ?? 'LUA_ERRRUN';
    const traceback = this.#traceback;
    const message = this.#message();
    this.api._lua_settop(this.#pointer, KEPT);
    if (reason === 'LUA_ERRMEM') {
      this.pushKept(Kept.Collect);
      this.api._lua_pcallk(this.#pointer, 0, 0, 0, 0, 0);
    }
    return { reason, message, ...(traceback && { traceback }) };
  }

  #message(): string {
    const { api } = this;
    const state = this.#pointer;
    this.pushKept(Kept.Text);
    api._lua_rotate(state, -2, 1);
    const status = api._lua_pcallk(state, 1, 1, 0, 0, 0);
    const isText = status === 0 && api._lua_type(state, -1) === LUA_STRING;
    return isText ? Buffer.from(this.bytesAt(-1)).toString() : 'the error has no text';
  }
}

const LUA_STRING = 4;

/** The functions that the sandbox returns, by their places on the stack. */
export const Kept = { Describe: 1, Find: 2, Text: 3, Collect: 4, Attach: 5, Packages: 6 } as const;

/** Their number. */
const KEPT = 6;

function cString(text: string): Buffer {
  return Buffer.from(`${text.replaceAll('\0', '')}\0`);
}
