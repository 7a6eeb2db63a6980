import {
  BATCH,
  BATCH_BYTES,
  type Reply,
  type Request,
  type Start,
  sizeOf,
  type Token,
} from './protocol.js';
import { Kept, LuaFailure, NoInstructionsLeft, State } from './state.js';
import { push, read } from './values.js';
import type { LuaApi } from './wasm.js';

const GLOBALS = 2n;
const REGISTRY = -1_001_000;

/** Does what the program asks, one request after another. */
export class Engine {
  readonly #state: State;
  /** The values for the next request. */
  #given: Token[] = [];
  /** The tokens of the last result that were not sent yet. */
  #rest: Iterator<Token> = [][Symbol.iterator]();

  constructor(api: LuaApi, start: Start) {
    this.#state = new State(api, start);
  }

  takeOutput(): Uint8Array {
    return this.#state.takeOutput();
  }

  /** Returns a batch of the result. */
  do(request: Request): Pick<Reply, 'tokens' | 'done'> {
    if (request.do === 'values') {
      for (const token of request.tokens) this.#given.push(token);
      return { tokens: [], done: true };
    }
    if (request.do !== 'more') {
      this.#state.begin();
      const given = this.#given;
      this.#given = [];
      this.#rest = this.#begin(request, given);
    }
    return this.#batch();
  }

  #begin(request: Exclude<Request, { do: 'values' | 'more' }>, given: Token[]): Iterator<Token> {
    const state = this.#state;
    switch (request.do) {
      case 'run':
        state.load(request.chunk);
        return this.#called(given);
      case 'call':
        state.pushKept(Kept.Find);
        state.pushString(request.path);
        state.call(1);
        return this.#called(given);
      case 'compile':
        state.load(request.chunk);
        return [state.dump()][Symbol.iterator]();
      case 'attach':
        state.pushKept(Kept.Attach);
        state.pushString(request.name);
        state.load(request.chunk);
        state.call(2);
        return nothing();
      case 'packages':
        state.pushKept(Kept.Packages);
        return this.#called([]);
      case 'reset':
        state.reset();
        return nothing();
      default:
        return this.#global(request.do, request.name, given);
    }
  }

  /** Calls the function on the stack with the values. */
  #called(given: readonly Token[]): Iterator<Token> {
    const state = this.#state;
    let args = 0;
    for (let at = 0; at < given.length; args++) at = push(state, given, at);
    const count = state.call(args);
    const from = state.api._lua_gettop(state.pointer) - count + 1;
    return read(state, from, count);
  }

  #global(what: 'set' | 'get', name: string, given: readonly Token[]): Iterator<Token> {
    const state = this.#state;
    const { api, pointer } = state;
    api._lua_rawgeti(pointer, REGISTRY, GLOBALS);
    state.pushString(name);
    if (what === 'set') {
      push(state, given, 0);
      api._lua_rawset(pointer, -3);
      return nothing();
    }
    api._lua_rawget(pointer, -2);
    return read(state, api._lua_gettop(pointer), 1);
  }

  #batch(): Pick<Reply, 'tokens' | 'done'> {
    const tokens: Token[] = [];
    let bytes = 0;
    while (tokens.length < BATCH && bytes < BATCH_BYTES) {
      const next = this.#rest.next();
      if (next.done) return { tokens, done: true };
      tokens.push(next.value);
      bytes += sizeOf(next.value);
    }
    return { tokens, done: false };
  }
}

function nothing(): Iterator<Token> {
  return [][Symbol.iterator]();
}

/** The reply to a request. What is thrown by anything but Lua has broken its state. */
export function answer(engine: Engine, request: Request): Reply {
  const none: Reply = { tokens: [], done: true, output: new Uint8Array() };
  try {
    const { tokens, done } = engine.do(request);
    return { tokens, done, output: engine.takeOutput() };
  } catch (error) {
    const output = engine.takeOutput();
    if (error instanceof LuaFailure) return { ...none, output, failure: error.failure };
    const reason = error instanceof NoInstructionsLeft ? 'LIMIT' : 'BROKEN';
    const message = error instanceof Error ? error.message : String(error);
    return { ...none, output, failure: { reason, message } };
  }
}
