import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Examples,
  MOMENT,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { noFtpServer, proftpdVersion, startFtp } from '../../../../test/support/ftp-server.js';

const why = noFtpServer('proftpd');
const server = why ? undefined : await startFtp('proftpd', { password: SENTINEL });

export const examples: Examples = {
  whyNot: server ? undefined : 'proftpd is not installed, or this is not root',
  async run(stage) {
    const { mask } = stage;
    stage.set({ FTP_PASSWORD: SENTINEL });
    mask('127.0.0.1', 'ftp.example.com');
    mask(new RegExp(`\\b${server!.port}\\b`, 'g'), '21');
    mask(/"modified": "[^"]*"/g, () => `"modified": "${MOMENT.iso.replace('.000', '')}"`);
    mask(/modify=\d+/g, 'modify=20260101120000');
    mask(/unique=\w+/g, 'unique=FD01U1A2B3C');
    mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
    mask(/\(\|\|\|\d+\|\)/g, '(|||40123|)');
    // A response of several lines may arrive in pieces, and each is an entry.
    mask(/total: \d+/g, 'total: 19');
    await settings(stage);
    stage.answeredBy(proftpdVersion());
    await about(stage);
    await files(stage);
    await programs(stage);
  },
};

async function settings({ example, answeredBy }: Stage): Promise<void> {
  answeredBy(NO_SERVER);
  await example(
    `oint ftp GetConnectionSettings --host 127.0.0.1 --port ${server!.port} --login me --pass env:FTP_PASSWORD --out server.json && cat server.json`,
  );
  await example(
    'oint ftp GetProxySettings --addr proxy.example.com --port 1080 --out proxy.json && cat proxy.json',
  );
  await example(
    'oint ftp GetTlsSettings --trust false --cert ca.pem --out tls.json && cat tls.json',
  );
  await example(
    'oint ftp GetConnectionConfiguration --set server.json --proxy proxy.json --tls tls.json',
  );
  await example('oint ftp GetLoggingSettings --count 100 --path ftp.log');
}

async function about({ example }: Stage): Promise<void> {
  const run = (method: string, options = '') =>
    example(`oint ftp ${method} --conn server.json ${options}`.trimEnd());
  await run('GetWelcomeMessage');
  await run('GetProtocolFeatureList');
  await run('Ping');
  await run('GetCurrentDirectory');
  await run('ExecuteArbitraryCommand', '--cmd SYST');
}

async function files({ example, folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'report.pdf'), '%PDF-1.7\n');
  const run = (method: string, options = '') =>
    example(`oint ftp ${method} --conn server.json ${options}`.trimEnd());
  await run('CreateNewDirectory', '--path reports');
  await run('UploadFile', '--file report.pdf --path reports/report.pdf');
  await run('ExecuteCustomCommand', '--cmd "CHMOD 644 reports/report.pdf"');
  await run('GetObjectSize', '--path reports/report.pdf');
  await run('ListObjects', '--path reports');
  await run('SaveFile', '--path reports/report.pdf --file copy.pdf');
  await run('UpdatePath', '--old reports/report.pdf --new reports/2026.pdf');
  await run('DeleteFile', '--path reports/2026.pdf');
  await mkdir(join(folder, 'site'));
  await writeFile(join(folder, 'site/index.html'), '<!doctype html>\n');
  await run('Sync', '--folder site --path www --delete');
  await writeFile(join(folder, 'notes.txt'), 'Sales of 2026\n');
}

async function programs({ program, example, prepare }: Stage): Promise<void> {
  await prepare('oint ftp UploadFile --conn server.json --file notes.txt --path reports/notes.txt');
  const open = `
import ftp from 'oint/ftp';

const settings = await ftp.getConnectionSettings({
  host: '127.0.0.1',
  port: ${server!.port},
  login: 'me',
  password: process.env.FTP_PASSWORD!,
});
`;
  await program(
    'CreateConnection',
    `${open}await using connection = await ftp.createConnection({ settings });
const { data } = await ftp.listObjects({ connection, path: 'reports' });
console.log(data.map(({ name, size }) => ({ name, size })));
`,
  );
  await program(
    'ChangeCurrentDirectory',
    `${open}await using connection = await ftp.createConnection({ settings });
await ftp.changeCurrentDirectory({ connection, path: 'reports' });
console.log(await ftp.getCurrentDirectory({ connection }));
`,
  );
  await program(
    'GetFileData',
    `${open}await using connection = await ftp.createConnection({ settings });
const bytes = await ftp.getFileData({ connection, path: 'reports/notes.txt' });
console.log(bytes.toString());
`,
  );
  await program(
    'CloseConnection',
    `${open}const connection = await ftp.createConnection({ settings });
console.log(await ftp.closeConnection({ connection }));
`,
  );
  await program(
    'IsConnector',
    `${open}await using connection = await ftp.createConnection({ settings });
console.log(await ftp.isConnector({ value: connection }));
console.log(await ftp.isConnector({ value: settings }));
`,
  );
  await program(
    'GetLog',
    `${open}const logging = await ftp.getLoggingSettings({ memory: true });
await using connection = await ftp.createConnection({ settings, logging });
await ftp.getCurrentDirectory({ connection });
console.log(await ftp.getLog({ connection, count: 4 }));
`,
  );
  await example('oint ftp ClearDirectory --conn server.json --path reports');
  await example('oint ftp DeleteDirectory --conn server.json --path reports');
}
