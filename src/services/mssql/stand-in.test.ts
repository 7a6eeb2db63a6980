import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { authority, whyNoOpenssl } from '../../../test/support/certificates.js';
import { folder } from '../../../test/support/folder.js';
import { pythonWith } from '../../../test/support/python.js';
import { PASSWORD, startStandIn } from './testing/stand-in.js';

/** Runs a client of FreeTDS, and returns what it prints. */
async function output(
  command: string,
  args: readonly string[],
  input: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (some: string) => {
      text += some;
    });
  }
  // It may have ended already.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  await once(child, 'close');
  return text;
}

async function hasTsql(): Promise<boolean> {
  return output('tsql', ['-C'], '', {}).then(
    (text) => text.includes('freetds'),
    () => false,
  );
}

const noTsql = (await hasTsql()) ? '' : ' (skipped: tsql of FreeTDS is not installed)';
const python = pythonWith('pymssql');
const noPymssql = python ? '' : ' (skipped: python3-pymssql is not installed)';
const noOpenssl = whyNoOpenssl();

/** The settings of FreeTDS for a server. */
async function freetds(port: number, encryption: string): Promise<NodeJS.ProcessEnv> {
  const file = join(await folder(), 'freetds.conf');
  const lines = [
    ...['[global]', 'tds version = 7.4', `encryption = ${encryption}`, 'client charset = UTF-8'],
    ...['[stand-in]', 'host = 127.0.0.1', `port = ${port}`],
  ];
  await writeFile(file, lines.join('\n'));
  return { FREETDSCONF: file };
}

describe('the stand-in for SQL Server', () => {
  const SQL = `CREATE TABLE [t] ([id] INT PRIMARY KEY, [name] NVARCHAR(20), [price] DECIMAL(20, 4), [at] DATETIME2(7), [old] DATETIME, [zoned] DATETIMEOFFSET(3))
GO
INSERT INTO [t] VALUES (1, N'Ünï', '12345678901234.5678', '2026-03-25T18:10:17.1234567', '2026-03-25T18:10:17.123', '2026-03-25T01:10:17.123+03:00')
GO
SELECT * FROM [t]
GO
SELECT * FROM [nowhere]
GO
`;

  async function withTsql(encryption: string, certificate?: { key: string; cert: string }) {
    await using server = await startStandIn(certificate ? { certificate } : {});
    const args = ['-S', 'stand-in', '-U', 'sa', '-P', PASSWORD, '-o', 'fhq'];
    const text = await output('tsql', args, SQL, await freetds(server.port, encryption));
    const day = 'Mar 25 2026';
    const times = [`${day} 06:10PM`, `${day} 06:10PM`, `${day} 01:10AM`];
    expect(text).toContain(['1', 'Ünï', '12345678901234.5678', ...times].join('\t'));
    expect(text).toMatch(/Msg 208 \(severity 16, state 1\).*\n.*Invalid object name 'nowhere'/);
    expect(server.logins).toMatchObject([{ user: 'sa', password: PASSWORD }]);
  }

  it.skipIf(noTsql)(`is understood by tsql of FreeTDS${noTsql}`, () => withTsql('off'));

  it.skipIf(noTsql || noOpenssl)(
    `is understood by tsql with TLS${noTsql || (noOpenssl ? ` (skipped: ${noOpenssl})` : '')}`,
    async () => {
      await withTsql('require', await (await authority()).sign('server', 'IP:127.0.0.1'));
    },
  );

  it.skipIf(noPymssql)(`is understood by pymssql${noPymssql}`, async () => {
    await using server = await startStandIn();
    const program = `
import pymssql, sys
with pymssql.connect('127.0.0.1', 'sa', sys.argv[1], port=sys.argv[2], autocommit=False) as connection:
    cursor = connection.cursor(as_dict=True)
    cursor.execute('CREATE TABLE [t] ([id] BIGINT, [at] DATETIME2(7), [day] DATE, [data] VARBINARY(9), [u] UNIQUEIDENTIFIER, [x] FLOAT, [b] BIT, [m] MONEY)')
    cursor.execute("INSERT INTO [t] VALUES (9223372036854775807, '2026-03-25T18:10:17.1234567', '2026-03-25', x'00ff', '7A0611C8-BBF7-48B8-9FD0-5A0BC1327B36', 0.1, 1, '922337203685477.5807')")
    connection.commit()
    cursor.execute('SELECT * FROM [t]')
    print(cursor.fetchall())
    cursor.execute("INSERT INTO [t] ([id]) VALUES (2)")
    connection.rollback()
    cursor.execute('SELECT count(*) AS n FROM [t]')
    print(cursor.fetchall())
`;
    const env = await freetds(server.port, 'off');
    const text = await output(python!, ['-c', program, PASSWORD, String(server.port)], '', env);
    expect(text).toContain("'id': 9223372036854775807");
    expect(text).toContain("'data': b'\\x00\\xff'");
    expect(text).toContain("UUID('7a0611c8-bbf7-48b8-9fd0-5a0bc1327b36')");
    expect(text).toContain("'x': 0.1, 'b': True, 'm': Decimal('922337203685477.5807')");
    // Python's own limit: it has microseconds, and pymssql reads milliseconds.
    expect(text).toContain('datetime.datetime(2026, 3, 25, 18, 10, 17, 123000)');
    expect(text).toContain("[{'n': 1}]");
  });
});
