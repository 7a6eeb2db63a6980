import { type Connection, openConnection } from '../../core/connection/connection.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { type Kind, type ParamContext, param } from '../../core/definition/param.js';
import { LuaVM } from './vm.js';

/** The only version. */
export const VERSION = 'Lua54';

const TAKES = VERSION;

const versionKind: Kind<string, typeof VERSION> = {
  name: 'text',
  takes: TAKES,
  schema: { type: 'string', enum: [VERSION] },
  parse(value, context) {
    if (typeof value !== 'string') throw refuse(value, context, TAKES);
    if (/^lua\s*-?(5\.?4)?$|^5\.4$/i.test(value)) return VERSION;
    if (/jit/i.test(value)) throw noJit(context);
    throw refuse(value, context, TAKES);
  },
};

function noJit(context: ParamContext) {
  const hint = `Use ${VERSION}: its operators & | ~ << >> replace the library "bit". There is no "ffi".`;
  return inputError(context, ': LuaJIT is not available, because it generates machine code', {
    hint,
  });
}

/** The version of a new state. */
export const version = param(versionKind, 'Version of Lua', {
  option: 'ver',
  values: [VERSION],
  example: VERSION,
});

export const isState = (value: unknown): value is LuaVM => value instanceof LuaVM;

/** A state that exists, or the version of one for this call only. */
const eitherKind: Kind<string | (Connection & LuaVM), LuaVM | typeof VERSION> = {
  ...versionKind,
  name: 'connection',
  takes: `${TAKES}, or a Lua state from CreateVM`,
  parse: (value, context) => (isState(value) ? value : versionKind.parse(value, context)),
};

export const lua = param(eitherKind, 'Version of Lua, or a state from CreateVM', {
  values: [VERSION],
  example: VERSION,
});

/** The param of methods that need an open state. */
export const openVM = openConnection(
  isState,
  'Lua state from CreateVM',
  { option: 'lua', example: 'state' },
  'an open Lua state, as CreateVM returns it',
);
