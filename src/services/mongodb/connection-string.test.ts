import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { decode } from '../../core/connection/connection-url.js';
import { InputError } from '../../core/errors/errors.js';
import { addressIn, driverString } from './connection-string.js';
import { generateConnectionString } from './index.js';
import { MONGODB_SPECS, noSpecs } from './testing/specs.js';

interface Spec {
  description: string;
  uri: string;
  valid: boolean;
  warning?: boolean;
  hosts?: { type: string; host: string; port: number | null }[] | null;
  auth?: { username: string | null; password: string | null; db: string | null } | null;
  options?: Record<string, unknown> | null;
}

const read = (folder: string) => {
  const path = join(MONGODB_SPECS, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const { tests } = JSON.parse(readFileSync(join(path, name), 'utf8')) as { tests: Spec[] };
      return tests.map((one) => ({ ...one, file: `${folder}/${name}` }));
    });
};

const specs = [...read('connection-string'), ...read('uri-options')];

const refuse = (what: string, hint?: string) => new InputError({ message: what, hint });
const parse = (uri: string) => addressIn(uri, refuse);

/** What the specification calls invalid, and has only one meaning; and options without effect here. */
const ACCEPTED =
  /unescaped (at-sign|slash|colon)|user(name)? (?:and password )?.*unescaped|Username with password containing an unescaped|Username containing an unescaped|tlsDisable|Missing delimiting slash/i;
/** What the specification accepts with a warning, and what is an error here, or not supported. */
const REFUSED =
  /MONGODB-CR|GSSAPI|AWS|OIDC|mechanism ?properties|KeyFilePassword|Unrecognized|Unsupported|Unknown option|repeated|Repeated|Missing delimiting|without a value|Incomplete key|empty|Deprecated|warning/i;

describe.skipIf(noSpecs)(`MongoDB's own connection strings${noSpecs}`, () => {
  it.each(specs)('$file: $description', (spec) => {
    const { description, uri, valid, warning = false, hosts, auth } = spec;
    if (!valid) {
      const isRefused = throws(() => parse(uri)) || throws(() => forDriver(uri));
      if (!ACCEPTED.test(description)) expect(isRefused, uri).toBe(true);
      return;
    }
    if (warning || REFUSED.test(description) || REFUSED.test(uri)) return;
    const found = parse(uri);
    if (hosts) {
      const shown = hosts.map(({ host, port }) => ({
        host: decodeURIComponent(host),
        port: port ?? 27017,
      }));
      expect(found.hosts).toEqual(shown);
    }
    if (auth) {
      expect(found.user ?? null).toBe(auth.username);
      const password = found.password && decode(found.password, refuse);
      expect(password ?? '').toBe(auth.password ?? '');
      if (auth.db !== null) expect(found.database || 'admin').toBe(auth.db || 'admin');
    }
    expect(() => forDriver(uri)).not.toThrow();
  });
});

function throws(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}

/** The driver accepts what it gets. */
function forDriver(uri: string) {
  const address = parse(uri);
  const password = address.password && decode(address.password, refuse);
  return new MongoClient(driverString({ ...address, password }));
}

describe('GenerateConnectionString', () => {
  it('encodes the user, the password and the database', async () => {
    const found = await generateConnectionString({
      address: 'db.example.com:27017',
      database: 'my/shop',
      login: 'me@home',
      password: 'p@s:s/w%rd',
      options: { authSource: 'admin', readPreferenceTags: ['dc:ny', 'dc:la'], tls: true },
    }).catch((error) => error);
    // A slash is not allowed in the name of a database.
    expect(found).toBeInstanceOf(InputError);
    const text = await generateConnectionString({
      address: 'a.example.com:27017,b.example.com',
      database: 'shöp',
      login: 'me@home',
      password: 'p@s:s/w%rd',
      options: { authSource: 'admin', readPreferenceTags: ['dc:ny', 'dc:la'], tls: true },
    });
    expect(text).toBe(
      'mongodb://me%40home:p%40s%3As%2Fw%25rd@a.example.com:27017,b.example.com/sh%C3%B6p?authSource=admin&readPreferenceTags=dc%3Any&readPreferenceTags=dc%3Ala&tls=true',
    );
    const address = parse(text);
    expect(address).toMatchObject({ user: 'me@home', database: 'shöp', tls: { use: true } });
    expect(decode(address.password!, refuse)).toBe('p@s:s/w%rd');
  });

  it('keeps a reference to a password, and the scheme of the address', async () => {
    const given = { address: 'mongodb+srv://c.example.com', login: 'me', password: 'env:PW' };
    expect(await generateConnectionString(given)).toBe('mongodb+srv://me:env:PW@c.example.com/');
    expect(parse('mongodb+srv://c.example.com/').tls.use).toBe(true);
  });

  it.each([
    [{ address: 'localhost:27017', options: { authsorce: 'admin' } }, 'Did you mean'],
    [{ address: 'localhost:99999' }, 'invalid port'],
    [{ address: 'mongodb+srv://a,b' }, 'one host'],
    [{ address: 'localhost', options: { w: {} } }, 'must be text'],
    [{ address: 'localhost', password: 'x' }, 'no user'],
  ])('refuses %j', async (given, says) => {
    const error = await failure(generateConnectionString(given as never), InputError);
    expect(error.message).toContain(says);
  });
});
