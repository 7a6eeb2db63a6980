import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { folder } from '../../../test/support/folder.js';
import { ClosedAccess } from '../../core/access/closed.js';
import { Roots } from '../../core/access/roots.js';
import { AbortedError, InputError, ServiceError, TimeoutError } from '../../core/errors/errors.js';
import lua from './index.js';

const run = (script: string, more: object = {}) => lua.runScript({ script, ...more });

/** One call of a C function that would take years. */
const ENDLESS = 'return string.find(("a"):rep(300), (".-"):rep(100) .. "b")';

describe('a script', () => {
  it('reaches no files, processes, variables or network', async () => {
    const script = `
      local found = {}
      for _, name in ipairs({'dofile', 'loadfile', 'warn'}) do found[name] = _G[name] ~= nil end
      for library, kept in pairs({io = 'write', os = 'time clock date difftime', debug = 'traceback'}) do
        for name in pairs(_G[library]) do
          if not kept:find(name, 1, true) then found[library .. '.' .. name] = true end
        end
        if package.loaded[library] ~= _G[library] then found[library] = true end
      end
      for name in pairs(package) do found[name] = true end
      found.searchers = #package.searchers > 1
      return found`;
    expect((await run(script)).result).toEqual({
      ...{ config: true, cpath: true, loaded: true, path: true, preload: true },
      ...{ dofile: false, loadfile: false, searchers: false, warn: false },
    });
    const error = await failure(run('return require("os.execute")'), ServiceError);
    expect(error.message).toContain("module 'os.execute' not found");
    await failure(run('return io.open("/etc/passwd")'), ServiceError);
    await failure(run('return os.getenv("HOME")'), ServiceError);
  });

  it.each([
    ['a loop', 'while true do end'],
    ['a C function', ENDLESS],
    ['a loop that catches errors', 'while true do pcall(function() while true do end end) end'],
    ['a coroutine', 'coroutine.wrap(function() while true do end end)()'],
    ['a finalizer', 'setmetatable({}, {__gc = function() while true do end end}) collectgarbage()'],
    [
      'a conversion to text',
      'print(setmetatable({}, {__tostring = function() while true do end end}))',
    ],
  ])('is ended in time in %s', async (_, script) => {
    const error = await failure(run(script, { time: 300 }), TimeoutError);
    expect(error.message).toMatch(
      /did not finish within 0.3 s, and was ended\nFor a longer time, set time/,
    );
  });

  it('is ended by its caller', async () => {
    const aborting = new AbortController();
    const running = failure(
      lua.runScript({ script: ENDLESS }, { signal: aborting.signal }),
      AbortedError,
    );
    setTimeout(() => aborting.abort(), 100);
    await running;
    await failure(lua.runScript({ script: ENDLESS }, { timeout: 300 }), TimeoutError);
  });

  it.each([
    ['a table', 'local t = {} for i = 1, 1e9 do t[i] = {i} end'],
    ['strings', 'local s = "x" while true do s = s .. s end'],
    ['one string', 'return ("x"):rep(2^30)'],
  ])('cannot use more memory than it may for %s', async (_, script) => {
    const error = await failure(run(script, { memory: 40 }), ServiceError);
    expect(error.reason).toBe('LUA_ERRMEM');
    expect(error.message).toMatch(/not enough memory\nLua may use 40 MiB/);
  });

  it.each([
    ['a loop', 'while true do end'],
    ['a loop that catches errors', 'while true do pcall(function() while true do end end) end'],
    ['many coroutines', 'while true do coroutine.wrap(function() end)() end'],
  ])('cannot run more instructions than it may in %s', async (_, script) => {
    const error = await failure(run(script, { instructions: 1000 }), ServiceError);
    expect(error.message).toContain('ran more than 1000000 instructions');
    expect((await run('return 1', { instructions: 1000 })).result).toBe(1);
  });

  it('that prints without end is cut', async () => {
    const { output } = await run('for i = 1, 3e5 do print("0123456789") end');
    expect(output.length).toBe(2 ** 20);
  });

  it('cannot break what reads its results', async () => {
    const script = `
      string.format, table.concat, tostring, type, pcall, load = nil, nil, nil, nil, nil, nil
      setmetatable(_G, {__index = function() error('x') end, __newindex = function() error('y') end})
      print('still', 1)
      return setmetatable({1, 2}, {__pairs = error, __len = error, __index = error, __eq = error})`;
    expect(await run(script)).toEqual({ result: [1, 2], output: 'still\t1\n' });
  });

  it('of random bytecode breaks at most its own state', async () => {
    const good = (await lua.compileCodeFromString({
      lua: 'Lua54',
      code: 'local t = {} for i = 1, 9 do t[i] = i .. "x" end return #t, t[1]',
    })) as Buffer;
    for (let seed = 1; seed <= 12; seed++) {
      const bytecode = Buffer.from(good);
      for (let at = 0; at < 4; at++)
        bytecode[40 + ((seed * 7919 + at * 104729) % (good.length - 40))]! ^= seed * 37;
      const call = lua.callByteCodeFunction(
        { lua: 'Lua54', bytecode, name: 'tostring' },
        { timeout: 3_000 },
      );
      const ended = await call.then(
        () => 'done',
        (error) => error.constructor.name,
      );
      expect(ended).toMatch(/^(done|ServiceError|TimeoutError)$/);
    }
    expect((await run('return 1')).result).toBe(1);
  });
});

describe('a state', () => {
  it('that was ended says so, and can be restarted', async () => {
    await using vm = await lua.createVM({ version: 'Lua54', time: 300 });
    await failure(lua.executeCodeFromString({ lua: vm, code: ENDLESS }), TimeoutError);
    expect(vm.isOpen).toBe(false);
    const error = await failure(
      lua.executeCodeFromString({ lua: vm, code: 'return 1' }),
      ServiceError,
    );
    expect(error.message).toContain('Call Restart first.');
    await lua.restart({ lua: vm });
    expect(await lua.executeCodeFromString({ lua: vm, code: 'return 1' })).toBe(1);
  });

  it('that used up its memory can be used further', async () => {
    await using vm = await lua.createVM({ version: 'Lua54', memory: 40 });
    const code = 'local t = {} for i = 1, 1e9 do t[i] = {i} end';
    await failure(lua.executeCodeFromString({ lua: vm, code }), ServiceError);
    expect(await lua.executeCodeFromString({ lua: vm, code: 'return #("x"):rep(2^20)' })).toBe(
      2 ** 20,
    );
  });

  it.each([{ time: 0 }, { memory: 5 }, { memory: 4096 }, { instructions: -1 }])(
    'refuses the limits %j',
    async (limits) => {
      await failure(lua.createVM({ version: 'Lua54', ...limits }), InputError);
    },
  );
});

it('a model cannot run code', async () => {
  const { definition } = lua.runScript;
  const access = new ClosedAccess({ roots: await Roots.of([await folder()], '') }, { hint: '' });
  const error = await failure(definition.invoke({ script: 'return 1' }, { access }), InputError);
  expect(error.message).toContain('running code is not allowed');
});
