import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_SERVER, SENTINEL, type Stage } from './examples.js';
import type { Sshd } from './ssh-server.js';

const SHOWN = { host: 'server.example.com', port: '22', user: 'me' };

/** Sets up a user who knows the server, and masks it as a typical user and server. */
export async function acquaint(stage: Stage, server: Sshd): Promise<void> {
  const { folder, mask } = stage;
  await mkdir(join(folder, '.ssh'), { mode: 0o700 });
  await copyFile(server.knownHosts, join(folder, '.ssh', 'known_hosts'));
  await copyFile(server.key, join(folder, '.ssh', 'id_ed25519'));
  stage.set({ SSH_PASSWORD: SENTINEL });
  mask('127.0.0.1', SHOWN.host);
  mask(new RegExp(`\\b${server.port}\\b`, 'g'), SHOWN.port);
  for (const before of ['--user ', '"username": "', "user: '"]) {
    mask(before + server.user, before + SHOWN.user);
  }
  mask(`${server.user}@`, `${SHOWN.user}@`);
}

/** The methods that build connection settings: the same in every service over SSH. */
export async function settingsExamples(
  { answeredBy, example }: Stage,
  service: string,
  server: Sshd,
): Promise<void> {
  const who = `--host 127.0.0.1 --port ${server.port} --user ${server.user}`;
  answeredBy(NO_SERVER);
  await example(
    `oint ${service} GetSettingsPrivateKey ${who} --key ~/.ssh/id_ed25519 --out server.json && cat server.json`,
  );
  await example(`oint ${service} GetSettingsLoginPassword ${who} --pass env:SSH_PASSWORD`);
  await example(`oint ${service} GetSettingsViaAgent ${who}`);
  await example(`oint ${service} GetSettingsKI ${who} --prompts "['env:SSH_PASSWORD']"`);
  await example(
    `oint ${service} GetProxySettings --addr proxy.example.com --port 1080 --out proxy.json && cat proxy.json`,
  );
  await example(`oint ${service} GetConnectionConfiguration --set server.json --proxy proxy.json`);
}

/** The connection settings in programs. */
export function settingsInProgram({ port, user }: Sshd): string {
  return `{
  host: '127.0.0.1',
  port: ${port},
  user: '${user}',
  key: '~/.ssh/id_ed25519',
}`;
}

/** The methods for programs in every service over SSH. */
export async function connectionExamples(
  { program }: Stage,
  service: string,
  server: Sshd,
): Promise<void> {
  const open = `
import ${service} from 'oint/${service}';

const settings = await ${service}.getSettingsPrivateKey(${settingsInProgram(server)});
`;
  await program(
    'CloseConnection',
    `${open}const connection = await ${service}.createConnection({ settings });
console.log(await ${service}.closeConnection({ connection }));
`,
  );
  await program(
    'IsConnector',
    `${open}await using connection = await ${service}.createConnection({ settings });
console.log(await ${service}.isConnector({ value: connection }));
console.log(await ${service}.isConnector({ value: settings }));
`,
  );
}
