import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/errors/errors.js';
import { pairsIn, quoted } from './ado-text.js';
import { addressIn } from './connection-string.js';
import * as mssql from './index.js';

const refuse = (what: string, hint?: string) => new InputError({ message: what, hint });
const address = (text: string) => addressIn(text, refuse).address;

describe('a connection string', () => {
  it.each([
    ['Server=db', { host: 'db', port: 1433, user: '', sslMode: 'verify-full', domain: undefined }],
    ['Data Source=tcp:db,1434;Initial Catalog=shop', { host: 'db', port: 1434, database: 'shop' }],
    ['server=.;uid=sa;pwd=x', { host: 'localhost', user: 'sa', password: 'x' }],
    ['Server=(local)\\MSSQLSERVER', { host: 'localhost', port: 1433 }],
    ['Server=db\\sales,14330', { host: 'db', port: 14330 }],
    ['Server=[::1],1433', { host: '::1', port: 1433 }],
    ['Server=fe80::1', { host: 'fe80::1', port: 1433 }],
    ['Server=db;Password="a;b""c"', { password: 'a;b"c' }],
    ["Server=db;Password='it''s; \"so\"'", { password: 'it\'s; "so"' }],
    ['Server=db;Password={a}};b}', { password: 'a};b' }],
    ['Server=db;Password= a=b ;', { password: 'a=b' }],
    ['Server=db;Password=first;Password=second', { password: 'second' }],
    ['Server=db;Encrypt=no', { sslMode: 'disable' }],
    ['Server=db;Encrypt=Optional', { sslMode: 'disable' }],
    ['Server=db;Encrypt=Mandatory;Trust Server Certificate=yes', { sslMode: 'require' }],
    [
      'Server=db;Encrypt=Strict;TrustServerCertificate=true',
      { sslMode: 'verify-full', isStrict: true },
    ],
    ['Server=db;Connect Timeout=15', { connectTimeout: 15_000 }],
    ['Server=db;Pooling=true;Max Pool Size=9;MultipleActiveResultSets=False', { host: 'db' }],
    ['Server=db;ApplicationIntent=ReadOnly;App=me', { readOnlyIntent: true, appName: 'me' }],
    [
      'Server=db;Integrated Security=SSPI;User Id=SHOP\\ann;Password=x',
      { user: 'ann', domain: 'SHOP', password: 'x' },
    ],
    ['Server=db;Trusted_Connection=yes;User Id=ann@shop.lan;Password=x', { domain: 'shop.lan' }],
  ])('%s', (text, expected) => {
    expect(address(text)).toMatchObject(expected);
  });

  it.each([
    ['mssql://sa:x@db', /is a URL/],
    ['Database=shop', /has no Server/],
    ['Server=db;nonsense', /part without an equals sign/],
    ['Server=db;Password="open', /without its closing "/],
    ['Server=db;Password="a"b', /text after the closing "/],
    ['Server=db;Colour=red', /unknown option "Colour"/],
    ['Server=db\\sales', /instance sales without its port.*SQL Server Browser/s],
    ['Server=np:\\\\.\\pipe\\sql\\query', /protocol np/],
    ['Server=(localdb)\\v11.0', /LocalDB/],
    ['Server=db:1433', /colon before the port.*comma/s],
    ['Server=db,99999', /invalid port 99999/],
    ['Server=db;Encrypt=maybe', /Encrypt that is not true or false/],
    ['Server=db;Integrated Security=true', /Kerberos.*NTLM/s],
    ['Server=db;Authentication=Active Directory Default', /Authentication.*Entra/s],
    ['Server=db;MultipleActiveResultSets=True', /one after another/],
  ])('%s is refused', (text, message) => {
    expect(() => address(text)).toThrow(message);
  });

  it('does not show a part of a password with a semicolon', () => {
    const text = 'Server=db;Password=abc;s3cret!part=1';
    expect(() => address(text)).toThrow(/unknown option(?!.*s3cret)/s);
    expect(() => address('Server=db;Password=abc;s3cret')).toThrow(/without(?!.*s3cret)/s);
  });

  it('has values that are read as they were quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
        const found = pairsIn(`A=${quoted(value)};B=${quoted(value)}`, refuse);
        expect(found.map((pair) => pair.value)).toEqual([value, value]);
      }),
    );
  });

  it('of any text is read or refused, in a short time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'=;"\'{} aServer') }), (text) => {
        try {
          pairsIn(text, refuse);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
    expect(() => pairsIn('=='.repeat(100_000), refuse)).toThrow();
  });

  it('is generated with quotes where they are needed', async () => {
    const given = { address: 'db.example', database: 'my shop', login: 'sa', port: 1433 };
    expect(await mssql.generateConnectionString({ ...given, password: 'a;b"c' })).toBe(
      'Server=db.example,1433;Database=my shop;User Id=sa;Password="a;b""c";',
    );
    expect(await mssql.generateConnectionString({ address: 'db' })).toBe('Server=db;');
    const windows = { address: 'db', login: 'SHOP\\ann', password: 'x', windowsAuth: true };
    expect(await mssql.generateConnectionString(windows)).toBe(
      'Server=db;User Id=SHOP\\ann;Password=x;Integrated Security=true;',
    );
  });
});
