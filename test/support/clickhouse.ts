import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificate } from './certificates.js';
import { type Daemon, startDaemon, whyNo } from './daemon.js';
import { folder } from './folder.js';
import { refusedPort } from './server.js';

const SERVER = 'clickhouse-server';

/** Why Debian's ClickHouse cannot run here; empty if it can. */
export const noClickhouse = whyNo(SERVER) ?? '';

export interface Clickhouse extends Daemon {
  /** `ClickHouse 18.16.1`, as it reports itself. */
  version: string;
  url: string;
  tlsUrl: string;
  password: string;
}

interface How {
  password?: string;
  certificate?: Certificate;
}

/** A real server of ClickHouse, empty, on free ports of 127.0.0.1. Its users: `default`, `reader`. */
export async function startClickhouse({
  password = 'click-secret-4c1d',
  certificate,
}: How = {}): Promise<Clickhouse> {
  const home = await folder();
  for (const name of ['data', 'tmp', 'logs']) await mkdir(join(home, name));
  await writeFile(join(home, 'users.xml'), usersOf(password));
  const tlsPort = await refusedPort();
  const server = await startDaemon(
    SERVER,
    (port) => {
      const config = configOf(home, port, certificate && { ...certificate, port: tlsPort });
      process.getBuiltinModule('node:fs').writeFileSync(join(home, 'config.xml'), config);
      return ['--config-file', join(home, 'config.xml')];
    },
    { cwd: home },
  );
  const url = `http://127.0.0.1:${server.port}`;
  const authorization = `Basic ${Buffer.from(`default:${password}`).toString('base64')}`;
  const response = await fetch(`${url}/?query=SELECT+version()`, { headers: { authorization } });
  const version = `ClickHouse ${(await response.text()).trim()}`;
  return { ...server, version, url, tlsUrl: `https://127.0.0.1:${tlsPort}`, password };
}

function configOf(home: string, port: number, tls?: Certificate & { port: number }): string {
  const encrypted = tls
    ? `<https_port>${tls.port}</https_port>
  <openSSL><server>
    <certificateFile>${tls.certPath}</certificateFile>
    <privateKeyFile>${tls.keyPath}</privateKeyFile>
    <verificationMode>none</verificationMode>
    <loadDefaultCAFile>false</loadDefaultCAFile>
  </server></openSSL>`
    : '';
  return `<yandex>
  <logger><level>none</level><log>${home}/logs/log</log><errorlog>${home}/logs/err</errorlog></logger>
  <http_port>${port}</http_port>
  ${encrypted}
  <listen_host>127.0.0.1</listen_host>
  <path>${home}/data/</path>
  <tmp_path>${home}/tmp/</tmp_path>
  <users_config>${home}/users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>5368709120</mark_cache_size>
  <timezone>UTC</timezone>
</yandex>
`;
}

function usersOf(password: string): string {
  const user = (profile: string) => `<password>${password}</password>
      <networks><ip>::/0</ip></networks><profile>${profile}</profile><quota>default</quota>`;
  return `<yandex>
  <profiles><default/><readonly><readonly>1</readonly></readonly></profiles>
  <users>
    <default>${user('default')}</default>
    <reader>${user('readonly')}</reader>
  </users>
  <quotas><default/></quotas>
</yandex>
`;
}
