import {
  type Examples,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { startMinecraft } from '../../../../test/support/rcon-server.js';

const OUTPUTS: Readonly<Record<string, string>> = {
  list: 'There are 2 of a max of 20 players online: Ada, Grace',
  'time query day': 'The time is 12',
  'say Hello': '',
};

const server = await startMinecraft({
  password: SENTINEL,
  output: (command) => OUTPUTS[command] ?? 'Unknown or incomplete command',
});

export const examples: Examples = {
  async run(stage) {
    stage.set({ RCON_PASSWORD: SENTINEL });
    stage.mask(server.url, 'game.example.com:25575');
    stage.answeredBy(NO_SERVER);
    await stage.example(
      `oint rcon FormConnectionParameters --url ${server.url} --pass env:RCON_PASSWORD --out server.json && cat server.json`,
    );
    await stage.example('oint rcon GetLoggingSettings --count 100 --path rcon.log');
    stage.answeredBy('a test server with the protocol of Minecraft, not a game');
    await stage.example('oint rcon ExecuteCommand --exec list --conn server.json');
    await programs(stage);
  },
};

async function programs({ program, mask }: Stage): Promise<void> {
  mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
  const settings = `import rcon from 'oint/rcon';

const settings = { url: '${server.url}', password: process.env.RCON_PASSWORD! };`;
  await program(
    'CreateConnection',
    `
${settings}
await using connection = await rcon.createConnection({ settings });
for (const command of ['list', 'time query day']) {
  console.log(await rcon.executeCommand({ connection, command }));
}
`,
  );
  await program(
    'IsConnector',
    `
${settings}
await using connection = await rcon.createConnection({ settings });
console.log(await rcon.isConnector({ value: connection }));
console.log(await rcon.isConnector({ value: settings }));
`,
  );
  await program(
    'GetLog',
    `
${settings}
const logging = await rcon.getLoggingSettings({ memory: true });
await using connection = await rcon.createConnection({ settings, logging });
await rcon.executeCommand({ connection, command: 'list' });
console.log(await rcon.getLog({ connection }));
`,
  );
}
