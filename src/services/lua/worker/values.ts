import { MOST_LEVELS, TOO_DEEP } from '../../../core/util/depth.js';
import { MOST_BYTES, sizeOf, type Token } from './protocol.js';
import { LuaFailure, type State } from './state.js';

/** Lua's numbers for its types. */
const NIL = 0;
const BOOLEAN = 1;
const NUMBER = 3;
const STRING = 4;
const TABLE = 5;

const TYPES: Readonly<Record<number, string>> = {
  2: 'a userdata',
  6: 'a function',
  7: 'a userdata',
  8: 'a coroutine',
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Puts the value that begins at a token on the stack, and returns where the next one begins. */
export function push(state: State, tokens: readonly Token[], at: number): number {
  const { api, pointer } = state;
  if (!api._lua_checkstack(pointer, 4)) throw noValue('there is no room on the stack');
  const token = tokens[at]!;
  let next = at + 1;
  if (token === null) api._lua_pushnil(pointer);
  else if (typeof token === 'boolean') api._lua_pushboolean(pointer, Number(token));
  else if (typeof token === 'number') api._lua_pushnumber(pointer, token);
  else if (typeof token === 'bigint') api._lua_pushinteger(pointer, token);
  else if (typeof token === 'string' || token instanceof Uint8Array) state.pushString(token);
  else if ('list' in token) {
    api._lua_createtable(pointer, Math.min(token.list, 2 ** 20), 0);
    for (let item = 1; item <= token.list; item++) {
      next = push(state, tokens, next);
      api._lua_rawseti(pointer, -2, BigInt(item));
    }
  } else {
    api._lua_createtable(pointer, 0, Math.min(token.table, 2 ** 20));
    for (let item = 0; item < token.table; item++) {
      next = push(state, tokens, next);
      next = push(state, tokens, next);
      api._lua_rawset(pointer, -3);
    }
  }
  return next;
}

/** Reads values from the stack: the tokens of `count` values in a list, from an index on. */
export function* read(state: State, from: number, count: number): Generator<Token> {
  const reader = new Reader(state);
  for (let index = 0; index < count; index++) {
    yield* reader.value(from + index, count > 1 ? `result ${index + 1}` : 'the result');
  }
}

class Reader {
  readonly #state: State;
  /** The tables around the value. */
  readonly #around = new Set<number>();
  #bytes = 0;

  constructor(state: State) {
    this.#state = state;
  }

  *value(index: number, path: string): Generator<Token> {
    const { api, pointer } = this.#state;
    const type = api._lua_type(pointer, index);
    if (type === TABLE) {
      yield* this.#table(index, path);
      return;
    }
    const token = this.#scalar(index, type, path);
    this.#count(token);
    yield token;
  }

  #scalar(index: number, type: number, path: string): Token {
    const { api, pointer } = this.#state;
    if (type === NIL) return null;
    if (type === BOOLEAN) return api._lua_toboolean(pointer, index) !== 0;
    if (type === STRING) return textOrBytes(this.#state.bytesAt(index));
    if (type !== NUMBER)
      throw noValue(`${path} is ${TYPES[type] ?? 'something'}, which only Lua has`);
    if (api._lua_isinteger(pointer, index)) return api._lua_tointegerx(pointer, index, 0);
    return api._lua_tonumberx(pointer, index, 0);
  }

  #count(token: Token): void {
    this.#bytes += sizeOf(token);
    if (this.#bytes <= MOST_BYTES) return;
    throw noValue(`the result is larger than ${MOST_BYTES / 2 ** 20} MiB`);
  }

  *#table(index: number, path: string): Generator<Token> {
    const { api, pointer } = this.#state;
    const table = api._lua_topointer(pointer, index);
    if (this.#around.has(table)) throw noValue(`${path} is a table that contains itself`);
    if (this.#around.size >= MOST_LEVELS) throw noValue(`the result is ${TOO_DEEP}`);
    if (!api._lua_checkstack(pointer, 4)) throw noValue('there is no room on the stack');
    this.#around.add(table);
    const { count, isList } = this.#shape(index);
    const start: Token = isList ? { list: count } : { table: count };
    this.#count(start);
    yield start;
    if (isList) yield* this.#items(index, count, path);
    else yield* this.#fields(index, path);
    this.#around.delete(table);
  }

  /** A list has the keys 1 to n, and no others. */
  #shape(index: number): { count: number; isList: boolean } {
    const { api, pointer } = this.#state;
    let count = 0;
    let largest = 0n;
    let isList = true;
    api._lua_pushnil(pointer);
    while (api._lua_next(pointer, index) !== 0) {
      count++;
      const isInteger = api._lua_isinteger(pointer, -2) !== 0;
      const key = isInteger ? api._lua_tointegerx(pointer, -2, 0) : 0n;
      if (key < 1n) isList = false;
      if (key > largest) largest = key;
      api._lua_settop(pointer, -2);
    }
    return { count, isList: isList && largest === BigInt(count) };
  }

  *#items(index: number, count: number, path: string): Generator<Token> {
    const { api, pointer } = this.#state;
    for (let item = 1; item <= count; item++) {
      api._lua_rawgeti(pointer, index, BigInt(item));
      yield* this.value(api._lua_gettop(pointer), `${path}[${item}]`);
      api._lua_settop(pointer, -2);
    }
  }

  *#fields(index: number, path: string): Generator<Token> {
    const { api, pointer } = this.#state;
    api._lua_pushnil(pointer);
    while (api._lua_next(pointer, index) !== 0) {
      const top = api._lua_gettop(pointer);
      const type = api._lua_type(pointer, top - 1);
      if (type === TABLE) throw noValue(`a key of ${path} is a table`);
      const key = this.#scalar(top - 1, type, `a key of ${path}`);
      this.#count(key);
      yield key;
      const name = key instanceof Uint8Array ? '…' : String(key).slice(0, 40);
      yield* this.value(top, `${path}[${typeof key === 'string' ? JSON.stringify(name) : name}]`);
      api._lua_settop(pointer, -2);
    }
  }
}

function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes;
  }
}

function noValue(message: string): LuaFailure {
  return new LuaFailure({ reason: 'VALUE', message });
}
