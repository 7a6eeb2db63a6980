import {
  type Examples,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { noSlapd, slapdVersion, startSlapd } from '../../../../test/support/slapd.js';

const server = noSlapd ? undefined : await startSlapd({ password: SENTINEL });

export const examples: Examples = {
  whyNot: server ? undefined : 'slapd is not installed',
  async run(stage) {
    stage.set({ LDAP_PASSWORD: SENTINEL });
    stage.mask(`127.0.0.1:${server!.port}`, 'ldap.example.com:389');
    await settings(stage);
    stage.answeredBy(slapdVersion());
    await entries(stage);
    await programs(stage);
    const conn = '--conn server.json';
    await stage.example(`oint ldap Delete ${conn} --dn uid=ada,ou=people,dc=example,dc=com`);
  },
};

async function settings({ example, answeredBy }: Stage): Promise<void> {
  answeredBy(NO_SERVER);
  await example(
    `oint ldap FormConnectionParameters --url ldap://127.0.0.1:${server!.port} --bind cn=admin,dc=example,dc=com --pass env:LDAP_PASSWORD --out server.json && cat server.json`,
  );
  await example('oint ldap GetConnectionConfiguration --conn server.json');
  await example('oint ldap GetTlsSettings --trust false --cert ca.pem');
  await example('oint ldap GetLoggingSettings --count 100 --path ldap.log');
}

async function entries({ example, prepare }: Stage): Promise<void> {
  const conn = '--conn server.json';
  await prepare(
    `oint ldap Add ${conn} --dn dc=example,dc=com --attrs "{'objectClass':['dcObject','organization'],'dc':'example','o':'Example'}"`,
  );
  await prepare(
    `oint ldap Add ${conn} --dn ou=people,dc=example,dc=com --attrs "{'objectClass':'organizationalUnit','ou':'people'}"`,
  );
  await example(
    `oint ldap Add ${conn} --dn uid=ada,ou=people,dc=example,dc=com --attrs "{'objectClass':'inetOrgPerson','uid':'ada','cn':'Ada Lovelace','sn':'Lovelace'}"`,
  );
  await example(
    `oint ldap Change ${conn} --dn uid=ada,ou=people,dc=example,dc=com --changes "[{'operation':'add','attribute':'mail','values':['ada@example.com']}]"`,
  );
  await example(
    `oint ldap PerformSearch ${conn} --base dc=example,dc=com --filter "{'objectClass':'person','cn':{'begins':'Ada'}}" --attrs "['cn','mail']"`,
  );
  await example(
    `oint ldap Compare ${conn} --dn uid=ada,ou=people,dc=example,dc=com --attr mail --value ada@example.com`,
  );
}

async function programs({ program, mask }: Stage): Promise<void> {
  mask(/\[\d{4}-\d\d-\d\d [\d:.]+\]/g, '[2026-01-01 12:00:00.000]');
  const settings = `import ldap from 'oint/ldap';

const settings = {
  url: 'ldap://127.0.0.1:${server!.port}',
  bind_dn: 'cn=admin,dc=example,dc=com',
  password: process.env.LDAP_PASSWORD!,
};`;
  await program(
    'CreateConnection',
    `
${settings}
await using connection = await ldap.createConnection({ settings });
const base = [{ ou: 'people' }, 'dc=example,dc=com'];
const { data } = await ldap.performSearch({ connection, base, filter: { uid: 'ada' } });
console.log(data);
`,
  );
  await program(
    'CloseConnection',
    `
${settings}
const connection = await ldap.createConnection({ settings });
console.log(await ldap.closeConnection({ connection }));
`,
  );
  await program(
    'IsConnector',
    `
${settings}
await using connection = await ldap.createConnection({ settings });
console.log(await ldap.isConnector({ value: connection }));
console.log(await ldap.isConnector({ value: settings }));
`,
  );
  await program(
    'GetLog',
    `
${settings}
const logging = await ldap.getLoggingSettings({ memory: true });
await using connection = await ldap.createConnection({ settings, logging });
await ldap.performSearch({ connection, base: 'dc=example,dc=com', scope: 'base' });
console.log(await ldap.getLog({ connection }));
`,
  );
}
