/**
 * Lua code that takes away what could reach outside of a state, and returns the functions that this
 * thread needs: it runs first in every state. `...` are functions of the thread.
 *
 * What stays of `io`, `os` and `debug` only prints, tells the time and describes the stack.
 */
export const SANDBOX = `
local write, note, charge, bytecode, limited = ...
local select, tostring, type, error, pcall, next = select, tostring, type, error, pcall, next
local concat, sort, rawload, gmatch = table.concat, table.sort, load, string.gmatch
local traceback, collect, package, global = debug.traceback, collectgarbage, package, _G

function print(...)
  local parts = {}
  for i = 1, select('#', ...) do parts[i] = tostring((select(i, ...))) end
  write(concat(parts, '\\t') .. '\\n')
end

local plain = {}
function plain.write(...)
  for i = 1, select('#', ...) do
    local part = select(i, ...)
    if type(part) ~= 'string' and type(part) ~= 'number' then
      error("bad argument #" .. i .. " to 'write' (string expected, got " .. type(part) .. ")", 2)
    end
    write(tostring(part))
  end
end

local function only(library, ...)
  local kept = {}
  for i = 1, select('#', ...) do
    local name = select(i, ...)
    kept[name] = library[name]
  end
  return kept
end

io = plain
os = only(os, 'clock', 'date', 'difftime', 'time')
debug = only(debug, 'traceback')
dofile, loadfile, warn = nil, nil, nil
for name in gmatch('io os debug', '%a+') do package.loaded[name] = global[name] end
package.searchers = { package.searchers[1] }
package.loadlib, package.searchpath = nil, nil
package.path, package.cpath = '', ''

if not bytecode then
  function load(chunk, name, mode, ...)
    if mode == 'b' then return nil, 'loading bytecode is not allowed' end
    return rawload(chunk, name, 't', ...)
  end
end

if limited then
  local create, wrap = coroutine.create, coroutine.wrap
  function coroutine.create(f) charge() return create(f) end
  function coroutine.wrap(f) charge() return wrap(f) end
end

local attached = {}
local loaded, preload = package.loaded, package.preload

return function(failure) note(traceback('', 2)) return failure end,
  function(path)
    local found, at = global, ''
    for name in gmatch(path, '[^.]+') do
      if type(found) ~= 'table' then error(at .. ' is not a table, but ' .. type(found), 0) end
      found = found[name]
      at = at == '' and name or at .. '.' .. name
    end
    if found == nil then error('there is no function ' .. path, 0) end
    return found
  end,
  function(failure) return tostring(failure) end,
  function() collect() end,
  function(name, f)
    attached[name], preload[name], loaded[name] = true, f, nil
  end,
  function()
    local names = {}
    for name in next, attached do names[#names + 1] = name end
    sort(names)
    return names
  end
`;
