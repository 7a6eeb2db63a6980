import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { it } from 'vitest';
import * as airtable from '../../src/services/airtable/testing/stand-in.js';
import * as dropbox from '../../src/services/dropbox/testing/stand-in.js';
import { startHttpbin } from '../../src/services/http/testing/httpbin.js';
import { add } from '../../src/services/ldap/index.js';
import * as neocities from '../../src/services/neocities/testing/stand-in.js';
import { startNtfy } from '../../src/services/ntfy/testing/stand-in.js';
import { basicFor, startStorage } from '../../src/services/s3/testing/storage.js';
import * as slack from '../../src/services/slack/testing/stand-in.js';
import { BotServer } from '../../src/services/telegram/testing/bot-server.js';
import { authority } from '../support/certificates.js';
import { startClickhouse } from '../support/clickhouse.js';
import { startFtp } from '../support/ftp-server.js';
import { startMariadb } from '../support/mariadb.js';
import { startPostgres } from '../support/postgres.js';
import { startMinecraft } from '../support/rcon-server.js';
import { startSlapd } from '../support/slapd.js';
import { startSocks } from '../support/socks-server.js';
import { startSshd } from '../support/ssh-server.js';
import { startEcho } from './echo.js';
import { startGate } from './gate.js';

/**
 * Servers for scripts/reference-examples.mjs, which starts this file: their addresses and what else the
 * reference's tests know are written to a file. They run until a file says that they are not needed.
 */
const file = process.env.OINT_REFERENCE_SERVERS;
const wanted = new Set(process.env.OINT_REFERENCE_MODULES?.split(','));

/** Settings of a proxy that nothing connects to. */
const NO_PROXY = {
  ...{ Proxy_IP: '127.0.0.1', Proxy_Port: 1080, Proxy_Type: 'socks5' },
  ...{ Proxy_User: 'user', Proxy_Password: 'password' },
};

/** What the modules need, by their names. */
const SERVERS: Readonly<Record<string, () => Promise<Served>>> = {
  async PostgreSQL() {
    const { url, port } = await startPostgres();
    const { Client } = await import('pg');
    const client = new Client(url);
    await client.connect();
    await client.query("CREATE ROLE bayselonarrend SUPERUSER LOGIN PASSWORD 'secret'");
    await client.query('CREATE DATABASE test_data');
    await client.end();
    return {
      values: { PG_IP: '127.0.0.1', PG_Password: 'secret', TLS: false },
      numbers: { 5432: port },
    };
  },
  async MySQL() {
    const { port, url } = await startMariadb();
    const { createConnection } = await import('mysql2/promise');
    const client = await createConnection(url);
    await client.query("CREATE USER bayselonarrend@'%' IDENTIFIED BY 'secret'");
    await client.query("GRANT ALL ON *.* TO bayselonarrend@'%' WITH GRANT OPTION");
    await client.query('CREATE DATABASE test_data');
    await client.end();
    return {
      values: { PG_IP: '127.0.0.1', PG_Password: 'secret', TLS: false },
      numbers: { 3306: port },
    };
  },
  async HTTP() {
    return { values: { HTTP_URL: (await startHttpbin()).url } };
  },
  async S3() {
    const url = await startStorage();
    const { AccessKey, SecretKey } = basicFor(url);
    const keys = { S3_AccessKey: AccessKey, S3_SecretKey: SecretKey };
    const names = { S3_DB: 'opi-newbucket2', S3_GPB: 'opi-gpbucket2', Directory: true };
    return { values: { S3_URL: url, ...keys, ...names } };
  },
  async LDAP() {
    const { settings, base } = await startSlapd({ base: 'dc=example,dc=org' });
    const attributes = {
      objectClass: ['dcObject', 'organization'],
      ...{ dc: 'example', o: 'Example' },
    };
    await add({ connection: settings, dn: base, attributes });
    return { values: { LDAP_URL: settings.url, LDAP_Password: settings.password } };
  },
  async ClickHouse() {
    const { port, password } = await startClickhouse();
    return {
      values: {
        ...{ ClickHouse_Port: String(port), ClickHouse_PortGRPC: '9101' },
        ...{ ClickHouse_User: 'default', ClickHouse_Password: password },
      },
    };
  },
  async FTP() {
    const { settings } = await startFtp('proftpd');
    return {
      values: {
        ...{ FTP_IP: settings.domain, FTP_Port: settings.port, FTP_User: settings.login },
        ...{ FTP_Password: settings.password, Proxy: false, TLS: false, Postfix: 'FTP' },
        ...NO_PROXY,
      },
    };
  },
  async SSH() {
    const { port, user, key, knownHosts } = await startSshd();
    return {
      values: {
        ...{ SSH_Host: '127.0.0.1', SSH_Port: port, SSH_User: user, SSH_Password: 'none' },
        ...{
          SSH_Key: key,
          SSH_Pub: `${key}.pub`,
          Proxy: false,
          AuthType: 'By key',
          Postfix: 'key',
        },
      },
      files: { '.ssh/known_hosts': knownHosts },
    };
  },
  async WebSocket() {
    return { values: { Postfix: 'plain', Proxy: false, TLS: false, ...NO_PROXY } };
  },
  async RCON() {
    const { url, password } = await startMinecraft();
    return { values: { RCON_URL: url, RCON_Password: password } };
  },
  async TCP() {
    const who = { user: 'user', password: 'password' };
    const ca = await authority();
    const certificate = await ca.sign('echo', 'IP:127.0.0.1');
    const [plain, encrypted] = [await startEcho(), await startEcho(certificate)];
    const { port } = await startSocks(who);
    return {
      values: {
        ...{ TCP_Address: plain, TCP_AddressTLS: encrypted, Proxy_User: who.user },
        ...{ Proxy_Password: who.password, Socks5_IP: '127.0.0.1', Socks5_Port: port },
      },
      words: { 'tcpbin.com:4243': encrypted },
    };
  },
  async Ntfy() {
    const { url } = await startNtfy();
    return { values: { NTFY_URL: url, NTFY_Topic: 'alerts', NTFY_Token: '' } };
  },
  async Slack() {
    const { url } = await slack.start();
    return {
      values: {
        Slack_Token: slack.TOKEN,
        Slack_Channel: 'C012AB3CD',
        Slack_User: 'U012AB3CD',
      },
      hosts: { 'slack.com': url },
    };
  },
  async Telegram() {
    const { url } = await BotServer.start();
    const token = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
    return {
      values: {
        ...{ Telegram_Token: token, Telegram_ChatID: '12345', Telegram_ChannelID: '@channel' },
        ...{ Telegram_URL: 'https://hook.example', String: 'Text' },
      },
      hosts: { 'api.telegram.org': url },
    };
  },
  async Airtable() {
    const { url } = await airtable.start();
    return {
      values: { Airtable_Token: airtable.TOKEN, Airtable_Workspace: 'wspmhESAta6clCCwF' },
      hosts: { 'api.airtable.com': url },
    };
  },
  async Neocities() {
    const { url } = await neocities.start();
    return {
      values: { NC_Token: neocities.TOKEN, NC_Login: 'my-site', NC_Password: neocities.PASSWORD },
      hosts: { 'neocities.org': url },
    };
  },
  async Dropbox() {
    const { url } = await dropbox.start();
    return {
      values: { Dropbox_Token: dropbox.TOKEN },
      hosts: { 'api.dropboxapi.com': url, 'content.dropboxapi.com': url },
    };
  },
};

/** What the scripts of a module get. */
interface Served {
  values: Record<string, unknown>;
  /** Numbers and words of its text that stand for a live server. */
  numbers?: Record<string, number>;
  words?: Record<string, string>;
  /** Files in the home of the user who runs the scripts: what they are copies of. */
  files?: Record<string, string>;
  /** Hosts, and the servers that answer for them. */
  hosts?: Record<string, string>;
}

const why = file ? '' : ' (skipped: scripts/reference-examples.mjs starts it)';

it.skipIf(!file)(
  `serves the reference's examples${why}`,
  async () => {
    const served: Record<string, Served> = {};
    const hosts: Record<string, string> = {};
    for (const [module, start] of Object.entries(SERVERS)) {
      if (!wanted.has(module)) continue;
      served[module] = await start();
      Object.assign(hosts, served[module].hosts);
    }
    const env = Object.keys(hosts).length > 0 ? await startGate(hosts) : {};
    await writeFile(`${file}.part`, JSON.stringify({ served, env }));
    await writeFile(file!, JSON.stringify({ served, env }));
    while (!existsSync(`${file}.done`)) await new Promise((resolve) => setTimeout(resolve, 200));
  },
  0,
);
