import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';

export const examples: Examples = {
  async run(stage) {
    stage.answeredBy('Lua 5.4 in WebAssembly, from the package wasmoon');
    stage.mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
    const files = {
      'report.lua':
        "local n = 0\nfor _, x in ipairs({...}) do n = n + x end\nprint('sum', n)\nreturn n\n",
      'shapes.lua': 'return { area = function(a, b) return a * b end }\n',
    };
    for (const [name, code] of Object.entries(files))
      await writeFile(join(stage.folder, name), code);
    await commands(stage);
    await states(stage);
    await bytecode(stage);
    stage.answeredBy(NO_SERVER);
    await stage.example('oint lua GetLoggingSettings --count 100 --path lua.log');
  },
};

async function commands({ example }: Stage): Promise<void> {
  await example('oint lua RunScript --script report.lua --params "[9007199254740992,1]"');
  await example(
    `oint lua CallScriptFunction --lua Lua54 --script "local s = require('shapes') function price(a, b) return s.area(a, b) * rate end" --func price --params "[6,7]" --packages "{'shapes':'shapes.lua'}" --globals "{'rate':0.5}"`,
  );
  await example('oint lua CompileCodeFromFile --lua Lua54 --path report.lua --out report.luac');
  await example(
    'oint lua CompileCodeFromString --lua Lua54 --code "function area(a, b) return a * b end" --out area.luac',
  );
  await example(
    'oint lua CallByteCodeFunction --lua Lua54 --code area.luac --func area --params "[6,7]"',
  );
}

const OPEN = `
import lua from 'oint/lua';

await using vm = await lua.createVM({ version: 'Lua54' });
`;

async function states({ program }: Stage): Promise<void> {
  await program(
    'CreateVM',
    `
import lua from 'oint/lua';

await using vm = await lua.createVM({ version: 'Lua54', time: 1000, memory: 64 });
console.log(await lua.executeCodeFromString({ lua: vm, code: 'return _VERSION' }));`,
  );
  await program(
    'Restart',
    `${OPEN}await lua.setGlobalVariable({ lua: vm, name: 'rate', value: 0.5 });
console.log(await lua.restart({ lua: vm }));
console.log(await lua.getGlobalVariable({ lua: vm, name: 'rate' }));`,
  );
  await program(
    'CallFunction',
    `${OPEN}await lua.executeCodeFromString({ lua: vm, code: 'function add(a, b) return a + b end' });
console.log(await lua.callFunction({ lua: vm, name: 'add', params: [1, 2] }));
console.log(await lua.callFunction({ lua: vm, name: 'string.upper', params: ['ada'] }));`,
  );
  await program('IsVM', `${OPEN}console.log(await lua.isVM({ value: vm }));`);
  await program(
    'GetLog',
    `
import lua from 'oint/lua';

const logging = await lua.getLoggingSettings({ memory: true });
await using vm = await lua.createVM({ version: 'Lua54', logging });
await lua.executeCodeFromString({ lua: vm, code: 'print("started")' });
console.log(await lua.getLog({ connection: vm }));`,
  );
  await program(
    'ExecuteCodeFromString',
    `${OPEN}const code = 'return { name = "Ada", born = 1815, tags = {"a", "b"} }';
console.log(await lua.executeCodeFromString({ lua: vm, code }));`,
  );
  await program(
    'ExecuteCodeFromFile',
    `${OPEN}console.log(await lua.executeCodeFromFile({ lua: vm, path: 'report.lua' }));`,
  );
  await program(
    'SetGlobalVariable',
    `${OPEN}const value = { rate: 0.5, ids: [1n, 9007199254740993n] };
console.log(await lua.setGlobalVariable({ lua: vm, name: 'order', value }));
console.log(await lua.executeCodeFromString({ lua: vm, code: 'return order.ids[2] + 1' }));`,
  );
  await program(
    'GetGlobalVariable',
    `${OPEN}await lua.executeCodeFromString({ lua: vm, code: 'total = 1 << 62' });
console.log(await lua.getGlobalVariable({ lua: vm, name: 'total' }));`,
  );
  const uses = `const code = 'return require("shapes").area(6, 7)';
console.log(await lua.executeCodeFromString({ lua: vm, code }));`;
  await program(
    'AttachPackageFromString',
    `${OPEN}const shapes = 'return { area = function(a, b) return a * b end }';
console.log(await lua.attachPackageFromString({ lua: vm, name: 'shapes', code: shapes }));
${uses}`,
  );
  const attach = "lua.attachPackageFromFile({ lua: vm, name: 'shapes', path: 'shapes.lua' })";
  await program('AttachPackageFromFile', `${OPEN}console.log(await ${attach});\n${uses}`);
  await program(
    'GetPackagesList',
    `${OPEN}await ${attach};
console.log(await lua.getPackagesList({ lua: vm }));`,
  );
}

async function bytecode({ program }: Stage): Promise<void> {
  await program(
    'ExecuteBytecode',
    `${OPEN}const bytecode = await lua.compileCodeFromString({ lua: vm, code: 'return 6 * 7' });
console.log(await lua.executeBytecode({ lua: vm, bytecode }));`,
  );
  await program(
    'ExecuteBytecodeFromFile',
    `${OPEN}console.log(await lua.executeBytecodeFromFile({ lua: vm, path: 'report.luac' }));`,
  );
}
