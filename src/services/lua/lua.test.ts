import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import { JsonNumber } from '../../core/json/number.js';
import { writeJson } from '../../core/json/write.js';
import lua from './index.js';

const noDebian = (() => {
  try {
    execFileSync('luac5.4', ['-v'], { stdio: 'ignore' });
    return '';
  } catch {
    return ' (skipped: lua5.4 is not installed)';
  }
})();

const run = (script: string, more: object = {}) => lua.runScript({ script, ...more });

/** As the command line calls it: text in, JSON out. */
async function asTyped(input: Record<string, unknown>): Promise<string> {
  const sources = { variable: () => undefined, stdin: () => process.stdin };
  return writeJson(await lua.runScript.definition.invoke(input, { sources, exact: true }));
}

describe('values', () => {
  it('keep all of their digits and bytes both ways', async () => {
    await using vm = await lua.createVM({ version: 'Lua54' });
    await lua.executeCodeFromString({ lua: vm, code: 'function same(...) return ... end' });
    const same = async (...params: unknown[]) =>
      lua.callFunction({ lua: vm, name: 'same', params });
    for (const value of [
      null,
      true,
      false,
      0,
      -1,
      1.5,
      2 ** 53 - 1,
      '',
      'a\0b',
      'Привет 😀',
      [1, 'a'],
      Number.NaN,
    ]) {
      expect(await same(value)).toEqual(value);
    }
    expect(await same(9007199254740993n)).toBe('9007199254740993');
    expect(await same(new JsonNumber('-9223372036854775808'))).toBe('-9223372036854775808');
    expect(await same(Buffer.from([0, 255]))).toEqual(Buffer.from([0, 255]));
    expect(await same({ b: [{}], a: { x: 1 } })).toEqual({ a: { x: 1 }, b: [[]] });
    expect(
      await same(
        new Map<unknown, unknown>([
          [10, 'ten'],
          [1.5, 'x'],
          [true, 'y'],
        ]),
      ),
    ).toEqual({
      10: 'ten',
      1.5: 'x',
      true: 'y',
    });
    expect(await same(1, 'two', null)).toEqual([1, 'two', null]);
    expect(await same()).toBe(null);
    const many = Array.from({ length: 10_000 }, (_, index) => ({ index, text: `n${index}` }));
    expect(await same(many)).toEqual(many);
  });

  it('have the type that Lua would give them', async () => {
    const type = async (value: unknown) =>
      (await run('return math.type((...))', { params: [value] })).result;
    expect(await type(3)).toBe('integer');
    expect(await type(3.5)).toBe('float');
    expect(await type(3n)).toBe('integer');
    expect(await type(-0)).toBe('float');
    expect(await type(1e300)).toBe('float');
    const typed = '[1, 1.0, 9007199254740993, 9007199254740992]';
    const script =
      'local found = {} for i, v in ipairs({...}) do found[i] = math.type(v) end return found';
    expect(await asTyped({ script, params: typed })).toContain(
      '["integer","float","integer","integer"]',
    );
  });

  it('are exact in JSON', async () => {
    const script =
      'return 9007199254740993, 3.0, 1/0, {1, 2, nil, 4}, {[1]=1, ["1"]=2}, math.mininteger';
    expect(await asTyped({ script })).toBe(
      '{"result":[9007199254740993,3.0,"Infinity",{"1":1,"2":2,"4":4},[[1,1],["1",2]],-9223372036854775808],"output":""}',
    );
  });

  it('are refused if the other side has no such value', async () => {
    const param = async (value: unknown) =>
      (await failure(run('return 1', { params: [value] }), InputError)).message;
    expect(await param(2n ** 63n)).toContain('is not a 64-bit integer');
    expect(await param(2 ** 60)).toContain('too large for an exact number');
    expect(await param(() => 1)).toContain('not a function');
    const circle: unknown[] = [];
    circle.push(circle);
    expect(await param(circle)).toContain('contains itself');
    const result = async (script: string) => (await failure(run(script), ServiceError)).message;
    expect(await result('return {x = {print}}')).toContain('the result["x"][1] is a function');
    expect(await result('local t = {} t.t = t return t')).toContain('contains itself');
    expect(await result('return {[{}] = 1}')).toContain('a key of the result is a table');
    expect(await result('local t = {} for i = 1, 300 do t = {t} end return t')).toContain(
      'nested deeper',
    );
    const large = 'local s = ("x"):rep(2^20) local t = {} for i = 1, 100 do t[i] = s end return t';
    expect(await result(large)).toContain('larger than 64 MiB');
  });
});

describe('the state', () => {
  it('keeps what code defines, until it restarts', async () => {
    await using vm = await lua.createVM({ version: 'Lua54' });
    await lua.setGlobalVariable({ lua: vm, name: 'rate', value: 0.5 });
    await lua.executeCodeFromString({
      lua: vm,
      code: 'tax = {of = function(x) return x * rate end}',
    });
    expect(await lua.callFunction({ lua: vm, name: 'tax.of', params: [10] })).toBe(5);
    expect(await lua.callFunction({ lua: vm, name: 'string.upper', params: ['a'] })).toBe('A');
    expect(await lua.getGlobalVariable({ lua: vm, name: 'rate' })).toBe(0.5);
    await lua.executeCodeFromString({ lua: vm, code: 'rate = nil' });
    expect(await lua.getGlobalVariable({ lua: vm, name: 'rate' })).toBe(null);
    const error = await failure(lua.callFunction({ lua: vm, name: 'tax.no' }), ServiceError);
    expect(error.message).toContain('there is no function tax.no');
    expect(await lua.restart({ lua: vm })).toEqual({ result: true });
    expect(await lua.getGlobalVariable({ lua: vm, name: 'tax' })).toBe(null);
    expect(await lua.isVM({ value: vm })).toBe(true);
    expect(await lua.isVM({ value: {} })).toBe(false);
    await vm.close();
    expect(vm.isOpen).toBe(false);
    const late = await failure(lua.restart({ lua: vm }), ServiceError);
    expect(late.message).toContain('was closed');
  });

  it('runs calls at the same time one after another', async () => {
    await using vm = await lua.createVM({ version: 'Lua54' });
    await lua.executeCodeFromString({
      lua: vm,
      code: 'n = 0 function next_n(x) n = n + x return n end',
    });
    const calls = [1, 2, 3, 4].map((x) =>
      lua.callFunction({ lua: vm, name: 'next_n', params: [x] }),
    );
    expect(await Promise.all(calls)).toEqual([1, 3, 6, 10]);
  });

  it('finds attached packages', async () => {
    const dir = await folder();
    const path = join(dir, 'shapes.lua');
    await writeFile(path, '#!/usr/bin/lua\nreturn { area = function(a, b) return a * b end }');
    await using vm = await lua.createVM({ version: 'Lua54' });
    await lua.attachPackageFromFile({ lua: vm, name: 'shapes', path });
    await lua.attachPackageFromString({ lua: vm, name: 'a.b', code: 'return { n = 1 }' });
    const code = 'return require("shapes").area(6, 7), require("a.b").n';
    expect(await lua.executeCodeFromString({ lua: vm, code })).toEqual([42, 1]);
    await lua.attachPackageFromString({ lua: vm, name: 'a.b', code: 'return { n = 2 }' });
    expect(await lua.executeCodeFromString({ lua: vm, code })).toEqual([42, 2]);
    expect(await lua.getPackagesList({ lua: vm })).toEqual(['a.b', 'shapes']);
    const attached = lua.attachPackageFromString({ lua: vm, name: 'c', code: 'return {' });
    const error = await failure(attached, ServiceError);
    expect(error.reason).toBe('LUA_ERRSYNTAX');
    expect(error.message).toContain('c:1:');
  });

  it('logs what code prints, and errors', async () => {
    const logging = await lua.getLoggingSettings({});
    await using vm = await lua.createVM({ version: 'Lua54', logging });
    await lua.executeCodeFromString({ lua: vm, code: 'print("a", 1) io.write("b", 2, "\\n")' });
    await failure(
      lua.executeCodeFromString({ lua: vm, code: 'print("c") error("no")' }),
      ServiceError,
    );
    const log = await lua.getLog({ connection: vm, asText: true });
    expect(log).toMatch(/Created\n.*Printed: a\\t1|Printed: a\t1/);
    expect(log).toMatch(/Printed: b2\n.*Printed: c\n.*Failed: .*script:1: no/);
  });
});

describe('scripts', () => {
  it('return what they printed and returned', async () => {
    const found = await run('print("hi", nil, ...) return #{...}', { params: ['x', 'y'] });
    expect(found).toEqual({ result: 2, output: 'hi\tnil\tx\ty\n' });
  });

  it('are files if they end with .lua', async () => {
    const path = join(await folder(), 'script.lua');
    await writeFile(path, 'x = {lua = 5}\nerror("no")');
    const error = await failure(run(path), ServiceError);
    expect(error.message).toContain('script.lua:2: no');
    const traceback = expect.stringContaining('script.lua:2: in main chunk');
    expect(error.details).toEqual({ traceback });
    expect((await run('return x.lua', { variables: { x: { lua: 5 } } })).result).toBe(5);
    const missing = await failure(run('missing.lua'), InputError);
    expect(missing.message).toContain('no such file');
  });

  it('report errors of every kind', async () => {
    const error = async (script: string) => await failure(run(script), ServiceError);
    expect((await error('retrun 1')).reason).toBe('LUA_ERRSYNTAX');
    expect((await error('error({code = 2})')).message).toContain('table: ');
    const words = 'error(setmetatable({}, {__tostring = function() return "my words" end}))';
    expect((await error(words)).message).toContain('my words');
    expect((await error('error()')).message).toContain('nil');
    expect((await error('print("before") error("x")')).message).toContain(
      'It had printed:\nbefore',
    );
    expect((await error('local function f() return 1 + f() end f()')).message).toContain(
      'stack overflow',
    );
  });

  it('call one of their functions', async () => {
    const found = await lua.callScriptFunction({
      lua: 'Lua54',
      script: 'local p = require("p") function mul(a, b) return a * b * p * rate end',
      name: 'mul',
      params: [6, 7],
      packages: { p: 'return 10' },
      variables: { rate: 2 },
    });
    expect(found).toBe(840);
  });

  it('refuse LuaJIT, and say what there is instead', async () => {
    for (const version of ['LuaJIT', 'luajit']) {
      const error = await failure(lua.createVM({ version }), InputError);
      expect(error.message).toContain('LuaJIT is not available');
      expect(error.message).toContain('Use Lua54');
    }
    await failure(lua.createVM({ version: 'Lua51' }), InputError);
  });
});

describe('bytecode', () => {
  it('runs where it was compiled', async () => {
    const path = join(await folder(), 'x.luac');
    const bytecode = await lua.compileCodeFromString({
      lua: 'Lua54',
      code: 'function f(x) return x + 1 end return 5',
    });
    await writeFile(path, bytecode as Buffer);
    await using vm = await lua.createVM({ version: 'Lua54' });
    expect(await lua.executeBytecode({ lua: vm, bytecode: bytecode as Buffer })).toBe(5);
    expect(await lua.executeBytecodeFromFile({ lua: vm, path })).toBe(5);
    const params = [2];
    expect(
      await lua.callByteCodeFunction({ lua: 'Lua54', bytecode: path, name: 'f', params }),
    ).toBe(3);
  });

  it('is refused as code, unless it is allowed', async () => {
    const load =
      'local f, why = load(string.dump(function() return 7 end)) return f and f() or why';
    expect((await run(load)).result).toMatch(/binary chunk/);
    expect((await run('return select(2, load("x", "x", "b"))')).result).toContain('not allowed');
    expect((await run(load, { bytecode: true })).result).toBe(7);
    const error = await failure(run('\x1bLua'), ServiceError);
    expect(error.reason).toBe('LUA_ERRSYNTAX');
    await using vm = await lua.createVM({ version: 'Lua54' });
    const text = lua.executeBytecode({ lua: vm, bytecode: Buffer.from('return 1') });
    expect((await failure(text, InputError)).message).toContain('is not the bytecode of Lua');
  });

  it('runs, as code does, with a version in place of a state', async () => {
    const dir = await folder();
    const [code, bytecode] = ['a.lua', 'a.luac'].map((name) => join(dir, name));
    await writeFile(code!, 'shared = (shared or 0) + 1 return shared');
    await lua.compileCodeFromFile({ lua: 'Lua54', path: code! }, { saveTo: bytecode! });
    // The state of each call is a new one.
    for (let calls = 0; calls < 2; calls++) {
      expect(
        await lua.executeCodeFromString({ lua: 'Lua54', code: 'n = (n or 0) + 1 return n' }),
      ).toBe(1);
      expect(await lua.executeCodeFromFile({ lua: 'Lua54', path: code! })).toBe(1);
      expect(await lua.executeBytecodeFromFile({ lua: 'Lua54', path: bytecode! })).toBe(1);
      expect(await lua.executeBytecode({ lua: 'Lua54', bytecode: await readFile(bytecode!) })).toBe(
        1,
      );
    }
  });

  it.skipIf(noDebian)(`is that of Debian's Lua${noDebian}`, async () => {
    const dir = await folder();
    const [source, theirs, ours] = ['a.lua', 'their.luac', 'our.luac'].map((name) =>
      join(dir, name),
    );
    await writeFile(
      source!,
      'local n = 0 for i = 1, 10 do n = n + i end print(n, 1 << 62, 7 // 2.0) return n',
    );
    execFileSync('luac5.4', ['-o', theirs!, source!]);
    await using vm = await lua.createVM({ version: 'Lua54' });
    expect(await lua.executeBytecodeFromFile({ lua: vm, path: theirs! })).toBe(55);
    await lua.compileCodeFromFile({ lua: vm, path: source! }, { saveTo: ours! });
    const printed = execFileSync('lua5.4', [ours!], { encoding: 'utf8' });
    expect(printed).toBe('55\t4611686018427387904\t3.0\n');
    expect((await lua.runScript({ script: source! })).output).toBe(printed);
  });
});
