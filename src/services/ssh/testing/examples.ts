import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Examples, Stage } from '../../../../test/support/examples.js';
import {
  acquaint,
  connectionExamples,
  settingsExamples,
  settingsInProgram,
} from '../../../../test/support/ssh-examples.js';
import { noSshd, type Sshd, sshdVersion, startSshd } from '../../../../test/support/ssh-server.js';

const server = noSshd ? undefined : await startSshd();

export const examples: Examples = {
  whyNot: server ? undefined : 'sshd is not installed',
  async run(stage) {
    await acquaint(stage, server!);
    await settingsExamples(stage, 'ssh', server!);
    await stage.example('oint ssh GetLoggingSettings --count 100 --path ssh.log');
    stage.answeredBy(sshdVersion());
    await command(stage, server!);
    await connectionExamples(stage, 'ssh', server!);
    await programs(stage, server!);
  },
};

async function command({ example, mask }: Stage, { files }: Sshd): Promise<void> {
  mask(files, '/srv/files');
  await writeFile(join(files, 'report.txt'), 'Sales of 2026\n');
  await example(`oint ssh ExecuteCommand --conn server.json --comm "cat ${files}/report.txt"`);
}

async function programs({ program, mask }: Stage, server: Sshd): Promise<void> {
  mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
  const settings = `const settings = await ssh.getSettingsPrivateKey(${settingsInProgram(server)});`;
  await program(
    'CreateConnection',
    `
import ssh from 'oint/ssh';

${settings}
await using connection = await ssh.createConnection({ settings });
for (const command of ['echo one', 'echo two']) {
  console.log(await ssh.executeCommand({ connection, command }));
}
`,
  );
  await program(
    'GetLog',
    `
import ssh from 'oint/ssh';

${settings}
const logging = await ssh.getLoggingSettings({ memory: true });
await using connection = await ssh.createConnection({ settings, logging });
await ssh.executeCommand({ connection, command: 'echo one' });
console.log(await ssh.getLog({ connection }));
`,
  );
}
