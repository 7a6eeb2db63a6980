import { mkdir, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type Examples, MOMENT, type Stage } from '../../../../test/support/examples.js';
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
    maskRuns(stage, server!);
    await acquaint(stage, server!);
    await settingsExamples(stage, 'sftp', server!);
    stage.answeredBy(`${sshdVersion()}, internal-sftp`);
    await files(stage, server!);
    await connectionExamples(stage, 'sftp', server!);
    await programs(stage, server!);
  },
};

function maskRuns({ mask }: Stage, { files }: Sshd): void {
  mask(files, '/srv/files');
  // The home folder on the server.
  mask(`"${userInfo().homedir}"`, '"/home/me"');
  mask(/"(uid|gid)": \d+/g, (_, name) => `"${name}": 1000`);
  mask(/"(accessed|modified)": \d+/g, (_, name) => `"${name}": ${MOMENT.seconds}`);
}

async function files({ example, folder }: Stage, server: Sshd): Promise<void> {
  await writeFile(join(folder, 'report.pdf'), '%PDF-1.7\n');
  const path = (name: string) => `--path ${server.files}/${name}`;
  const run = (method: string, options = '') =>
    example(`oint sftp ${method} --conn server.json ${options}`.trimEnd());
  await run('GetCurrentDirectory');
  await run('CreateNewDirectory', `${path('reports')} --mode 755`);
  await run('UploadFile', `--file report.pdf ${path('reports/report.pdf')}`);
  await run('ListObjects', path('reports'));
  await run('GetFileInformation', path('reports/report.pdf'));
  await run('SaveFile', `${path('reports/report.pdf')} --file copy.pdf`);
  const to = `--old ${server.files}/reports/report.pdf --new ${server.files}/reports/2026.pdf`;
  await run('UpdatePath', to);
  await run('DeleteFile', path('reports/2026.pdf'));
  await run('DeleteDirectory', path('reports'));
  await mkdir(join(folder, 'site'));
  await writeFile(join(folder, 'site/index.html'), '<!doctype html>\n');
  await run('Sync', `--folder site ${path('www')} --delete`);
  await rm(join(server.files, 'www'), { recursive: true });
}

async function programs({ program }: Stage, server: Sshd): Promise<void> {
  await writeFile(join(server.files, 'notes.txt'), 'Sales of 2026\n');
  const settings = `const settings = await sftp.getSettingsPrivateKey(${settingsInProgram(server)});`;
  await program(
    'CreateConnection',
    `
import sftp from 'oint/sftp';

${settings}
await using connection = await sftp.createConnection({ settings });
const { data } = await sftp.listObjects({ connection, path: '${server.files}' });
console.log(data.map(({ name, size }) => ({ name, size })));
`,
  );
  await program(
    'GetFileData',
    `
import sftp from 'oint/sftp';

${settings}
await using connection = await sftp.createConnection({ settings });
const bytes = await sftp.getFileData({ connection, path: '${server.files}/notes.txt' });
console.log(bytes.toString());
`,
  );
}
