import { beforeAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { noSlapd, type Slapd, startSlapd } from '../../../test/support/slapd.js';
import { InputError, ServiceError } from '../../core/errors/errors.js';
import ldap, { add, change, compare, createConnection, performSearch } from './index.js';

describe.skipIf(noSlapd)(`a real slapd${noSlapd}`, () => {
  let server: Slapd;
  let connection: Slapd['settings'];
  const people = 'ou=people,dc=example,dc=com';

  beforeAll(async () => {
    if (noSlapd) return;
    server = await startSlapd();
    connection = server.settings;
    const dc = { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' };
    await add({ connection, dn: server.base, attributes: dc });
    const ou = { objectClass: 'organizationalUnit', ou: 'people' };
    await add({ connection, dn: people, attributes: ou });
  });

  const person = (cn: string, more: object = {}) => ({
    objectClass: 'inetOrgPerson',
    cn,
    sn: cn,
    ...more,
  });
  const find = (filter: string | object, attributes = ['cn']) =>
    performSearch({ connection, base: people, filter: filter as never, attributes });

  it('adds, finds, compares, changes and deletes an entry', async () => {
    const dn = `uid=ada,${people}`;
    const ada = person('Ada Lovelace', { uid: 'ada', mail: ['a@x.org', 'ada@x.org'] });
    expect(await add({ connection, dn, attributes: ada })).toEqual({ result: true });
    const found = await find('(uid=ada)', ['cn', 'mail']);
    expect(found).toEqual({
      result: true,
      data: [{ dn, attributes: { cn: ['Ada Lovelace'], mail: ['a@x.org', 'ada@x.org'] } }],
    });
    const compared = { connection, dn, attribute: 'mail', value: 'ada@x.org' };
    expect(await compare(compared)).toEqual({ result: true, data: true });
    expect(await compare({ ...compared, value: 'no' })).toEqual({ result: true, data: false });
    const changes = [
      { attribute: 'mail', values: 'new@x.org' },
      { operation: 'add', attribute: 'description', values: ['one', 'two'] },
      { operation: 'delete', attribute: 'description', values: ['one'] },
    ];
    await change({ connection, dn, changes });
    const [entry] = (await find('(uid=ada)', ['mail', 'description'])).data;
    expect(entry!.attributes).toEqual({ mail: ['new@x.org'], description: ['two'] });
    expect(await ldap.delete({ connection, dn })).toEqual({ result: true });
    expect((await find('(uid=ada)')).data).toEqual([]);
  });

  it('changes all or nothing', async () => {
    const dn = `cn=All,${people}`;
    await add({ connection, dn, attributes: person('All') });
    const changes = [
      { operation: 'add', attribute: 'description', values: ['one'] },
      { operation: 'delete', attribute: 'mail', values: ['none'] },
    ];
    const error = await failure(change({ connection, dn, changes }), ServiceError);
    expect(error).toMatchObject({ reason: 'noSuchAttribute', details: { code: 16 } });
    expect((await find('(cn=All)', ['description'])).data[0]!.attributes).toEqual({});
  });

  it('keeps bytes, in a program and in JSON', async () => {
    const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 0x80]);
    const dn = `cn=Photo,${people}`;
    const BYTES = photo.toString('base64');
    await add({ connection, dn, attributes: person('Photo', { jpegPhoto: [photo] }) });
    const [entry] = (await find('(cn=Photo)', ['jpegPhoto'])).data;
    expect(Buffer.compare(entry!.attributes.jpegPhoto![0] as Buffer, photo)).toBe(0);
    const json = JSON.parse(JSON.stringify(entry));
    expect(json.attributes.jpegPhoto).toEqual([{ BYTES }]);
    // What a face shows is what the methods accept.
    const again = `cn=Again,${people}`;
    await add({ connection, dn: again, attributes: person('Again', json.attributes) });
    expect((await find({ cn: 'Again' }, ['jpegPhoto'])).data[0]!.attributes).toEqual(
      entry!.attributes,
    );
  });

  it('keeps the digits of numbers', async () => {
    const dn = `cn=Digits,${people}`;
    const employeeNumber = 12345678901234567890n;
    await add({ connection, dn, attributes: person('Digits', { employeeNumber }) });
    const [entry] = (await find({ employeeNumber }, ['employeeNumber'])).data;
    expect(entry!.attributes.employeeNumber).toEqual(['12345678901234567890']);
  });

  const odd = ['Doe, Jane', ' # lead', 'a+b=c', 'Ünï (x) *', 'back\\slash', 'q"uote', '#1;<>'];
  it.each(odd)('needs no escaping for %j in an object', async (cn) => {
    const dn = [{ cn }, people];
    await add({ connection, dn, attributes: person(cn) });
    const [entry, ...others] = (await find({ cn })).data;
    expect(others).toEqual([]);
    expect(entry!.attributes.cn).toEqual([cn]);
    // The DN of the server is accepted as it is.
    await ldap.delete({ connection, dn: entry!.dn });
    expect((await find({ cn })).data).toEqual([]);
  });

  it('finds by every kind of filter', async () => {
    const names = ['Filter One', 'Filter Two', 'Filter (3) Ünï'];
    for (const cn of names) await add({ connection, dn: [{ cn }, people], attributes: person(cn) });
    const found = async (filter: string | object) =>
      (await find(filter)).data.map(({ attributes }) => attributes.cn![0]).sort();
    const all = [...names].sort();
    expect(await found('(cn=Filter*)')).toEqual(all);
    expect(await found('cn=filter one')).toEqual(['Filter One']);
    expect(await found('(cn=*\\283\\29*)')).toEqual(['Filter (3) Ünï']);
    expect(await found('(cn=*\\c3\\9cn*)')).toEqual(['Filter (3) Ünï']);
    expect(await found('(&(cn=Filter*)(!(cn=*One)))')).toEqual([all[0], 'Filter Two']);
    expect(await found('( | (cn=Filter One) (cn=Filter Two) )')).toEqual([
      'Filter One',
      'Filter Two',
    ]);
    expect(await found('(2.5.4.3=Filter One)')).toEqual(['Filter One']);
    expect(await found('(cn:caseExactMatch:=Filter One)')).toEqual(['Filter One']);
    expect(await found('(cn:caseExactMatch:=filter one)')).toEqual([]);
    expect(await found({ cn: { begins: 'Filter' } })).toEqual(all);
    expect(await found({ cn: { contains: '(3)' } })).toEqual(['Filter (3) Ünï']);
    expect(await found({ cn: { begins: 'Filter', ends: 'Two' } })).toEqual(['Filter Two']);
    expect(await found({ cn: ['Filter One', 'Filter Two'] })).toEqual(['Filter One', 'Filter Two']);
    expect(await found({ or: [{ cn: 'Filter One' }, { not: { objectClass: true } }] })).toEqual([
      'Filter One',
    ]);
    expect(await found({ cn: { begins: 'Filter' }, mail: false })).toEqual(all);
    expect(await found({ cn: '*' })).toEqual([]);
  });

  it('searches one entry, its children, or the subtree', async () => {
    const dns = async (scope: string) => {
      const { data } = await performSearch({
        connection,
        base: server.base,
        scope,
        attributes: ['1.1'],
      });
      return data.map(({ dn }) => dn);
    };
    expect(await dns('base')).toEqual([server.base]);
    expect(await dns('one')).toEqual([people]);
    expect((await dns('subtree')).length).toBeGreaterThan(2);
    await failure(dns('all'), InputError);
  });

  it.each([
    ['a base that does not exist', { base: 'ou=none,dc=example,dc=com' }, 'noSuchObject', 32],
    ['a base that is not a DN', { base: 'none' }, 'invalidDNSyntax', 34],
  ])('reports %s', async (_, more, reason, code) => {
    const error = await failure(performSearch({ connection, ...more }), ServiceError);
    expect(error).toMatchObject({ reason, details: { code }, exitStatus: 1 });
    expect(error.message).toContain(`${reason} (${code})`);
  });

  it('reports an entry that exists, and one that has others below it', async () => {
    const again = add({ connection, dn: people, attributes: { objectClass: 'top' } });
    const refused = await failure(again, ServiceError);
    expect(['entryAlreadyExists', 'objectClassViolation']).toContain(refused.reason);
    const full = await failure(ldap.delete({ connection, dn: people }), ServiceError);
    expect(full.reason).toBe('notAllowedOnNonLeaf');
    expect(full.hint).toContain('below it');
  });

  it('reports a wrong password, without it', async () => {
    const settings = { ...connection, password: 'wrong-one-1234' };
    const error = await failure(createConnection({ settings }), ServiceError);
    expect(error).toMatchObject({ reason: 'invalidCredentials', retryable: false });
    expect(error.message).not.toContain('wrong-one');
  });

  it('accepts an anonymous user', async () => {
    const { data } = await performSearch({
      connection: { url: connection.url },
      base: '',
      scope: 'base',
    });
    expect(data).toHaveLength(1);
  });
});

describe.skipIf(noSlapd)(`a large directory${noSlapd}`, () => {
  const COUNT = 1203;
  let server: Slapd;

  beforeAll(async () => {
    if (noSlapd) return;
    // As Active Directory: a search without pages is cut.
    server = await startSlapd({
      lines: [
        'sizelimit size.soft=50 size.hard=50 size.prtotal=unlimited',
        'access to * by * read',
      ],
    });
    await using connection = await createConnection({ settings: server.settings });
    const dc = { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' };
    await add({ connection, dn: server.base, attributes: dc });
    const ou = { objectClass: 'organizationalUnit', ou: 'people' };
    await add({ connection, dn: `ou=people,${server.base}`, attributes: ou });
    for (let at = 0; at < COUNT; at += 100) {
      const some = Array.from({ length: Math.min(100, COUNT - at) }, (_, index) => at + index);
      await Promise.all(
        some.map((number) =>
          add({
            connection,
            dn: `cn=p${number},ou=people,${server.base}`,
            attributes: { objectClass: 'person', cn: `p${number}`, sn: 'x' },
          }),
        ),
      );
    }
  }, 120_000);

  it('is found completely, also as a stream', async () => {
    const connection = server.settings;
    const asked = {
      connection,
      base: server.base,
      filter: '(objectClass=person)',
      attributes: ['cn'],
    };
    const { data } = await performSearch(asked);
    expect(new Set(data.map(({ dn }) => dn)).size).toBe(COUNT);
    const rows: object[] = [];
    for await (const row of await performSearch.stream(asked)) rows.push(row);
    expect(rows).toHaveLength(COUNT);
    expect(rows[0]).toEqual({
      dn: expect.stringContaining('cn=p'),
      cn: expect.stringMatching(/^p/),
    });
  });

  it('that the server cuts is an error, with what was found', async () => {
    const cut = await startSlapd({
      lines: ['sizelimit size.soft=3 size.hard=3 size.prtotal=disabled', 'access to * by * read'],
    });
    await using admin = await createConnection({ settings: cut.settings });
    const dc = { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' };
    await add({ connection: admin, dn: cut.base, attributes: dc });
    for (const ou of ['a', 'b', 'c', 'd', 'e']) {
      const attributes = { objectClass: 'organizationalUnit', ou };
      await add({ connection: admin, dn: `ou=${ou},${cut.base}`, attributes });
    }
    const anonymous = { url: cut.settings.url };
    const searching = performSearch({ connection: anonymous, base: cut.base });
    const error = await failure(searching, ServiceError);
    expect(['sizeLimitExceeded', 'unwillingToPerform', 'adminLimitExceeded']).toContain(
      error.reason,
    );
    if (error.reason === 'sizeLimitExceeded') {
      expect((error.partial as { data: object[] }).data.length).toBe(3);
    }
  });
});
