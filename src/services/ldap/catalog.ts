import type { CompareResponse } from 'ldapts';
import { withConnection } from '../../core/connection/connection.js';
import type { Call } from '../../core/definition/call.js';
import { list, record, records, text, texts } from '../../core/definition/kinds/index.js';
import { inputError, refuse } from '../../core/definition/kinds/refuse.js';
import { method, type Streaming } from '../../core/definition/method.js';
import { callContext, partContext } from '../../core/definition/param.js';
import { OintError } from '../../core/errors/errors.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { commandLine, type LdifLine, withLdif } from './commands.js';
import { isConnection, LdapConnection, type Search } from './connection.js';
import { connection } from './connections.js';
import { loadDriver } from './driver.js';
import { filterText } from './filter-text.js';
import { dn, filter, nameOf, valuesOf } from './kinds.js';
import type { Target } from './settings.js';
import type { Comparison, Done, LdapEntry, SearchResult } from './types.js';

const SCOPES: Readonly<Record<string, Search['scope']>> = {
  base: 'base',
  one: 'one',
  onelevel: 'one',
  subtree: 'sub',
  sub: 'sub',
};

/**
 * Searches the directory.
 *
 * All entries are found, page by page, also if the server sends only 1000 at a time. A filter can be
 * an object, whose values need no escaping: `{'objectClass':'person','cn':{'contains':'Ada ('}}` with
 * `and`, `or`, `not`, `begins`, `contains`, `ends`, `>=`, `<=`, `~=`, and `true` for an attribute that
 * exists. A DN can be a list of its parts: `[{'cn':'Doe, Jane'},'dc=example,dc=com']`. `--stream` and
 * `--out people.jsonl` write the entries as they arrive.
 *
 * @returns `data`: the entries; a value that is not text is bytes, in JSON `{'BYTES': Base64}`.
 * `referrals` has the URLs of other servers that have a part of the directory; they are not asked.
 * @throws {ServiceError} `noSuchObject`: the base does not exist; `sizeLimitExceeded`: the server
 * limits this user, and `partial` of the error has what was found.
 * @see https://www.rfc-editor.org/rfc/rfc4511#section-4.5
 */
export const performSearch = method('ldap', 'PerformSearch', {
  effect: 'read',
  params: {
    connection,
    base: dn('DN of the entry where the search starts', { example: 'dc=example,dc=com' }),
    filter: filter('Filter', { default: '(objectClass=*)', example: '(uid=ada)' }),
    attributes: list(texts, 'Attributes to get; by default all but operational ones', {
      option: 'attrs',
      optional: true,
      example: "['cn','mail']",
    }),
    scope: text('What is searched: base, one (its children) or subtree', {
      default: 'subtree',
      values: ['base', 'one', 'subtree'],
    }),
  },
  dryRun: true,
  async run({ connection, ...asked }, call): Promise<SearchResult> {
    const search = searchOf(asked, call);
    call.wouldSend(() =>
      commandLine(
        'ldapsearch',
        connection,
        ...['-b', search.base, '-s', search.scope, '-E', 'pr=500/noprompt'],
        ...[filterText(search.filter), ...search.attributes],
      ),
    );
    const found: LdapEntry[] = [];
    const referrals: string[] = [];
    const result = () => resultOf(found, referrals);
    return using(call, connection, async (on) => {
      try {
        for await (const page of on.search(call, search)) {
          for (const entry of page.entries) found.push(entry);
          for (const url of page.referrals) referrals.push(url);
        }
      } catch (error) {
        if (error instanceof OintError && found.length > 0) error.partial = result();
        throw error;
      }
      return result();
    });
  },
  stream: async ({ connection, ...asked }, call) =>
    new Entries(call, connection, searchOf(asked, call)),
  rows: ({ data }) => data.map(rowOf),
});

interface Asked {
  base: string;
  filter: Search['filter'];
  attributes: string[] | undefined;
  scope: string;
}

function searchOf({ base, filter, attributes = [], scope }: Asked, call: Call): Search {
  const known = SCOPES[scope.toLowerCase()];
  if (!known) throw refuse(scope, callContext(call, 'scope'), 'base, one or subtree');
  return { base, filter, attributes, scope: known };
}

function resultOf(data: LdapEntry[], referrals: string[]): SearchResult {
  return { result: true, data, ...(referrals.length > 0 && { referrals }) };
}

/** A row for a table: the DN, and each attribute, with a list of its values if it has several. */
function rowOf({ dn, attributes }: LdapEntry): JsonRecord {
  const values = Object.entries(attributes).map(([name, all]) => [
    name,
    all.length === 1 ? all[0] : all,
  ]);
  return { dn, ...Object.fromEntries(values) };
}

/** Uses an open connection, or opens one for this use. */
function using<R>(
  call: Call,
  given: LdapConnection | Target,
  work: (on: LdapConnection) => Promise<R>,
): Promise<R> {
  const open = (target: Target) => LdapConnection.open(call, target);
  return withConnection(call, given, isConnection, open, work);
}

/** The rows of a search as they arrive. */
class Entries implements Streaming<JsonRecord, SearchResult> {
  readonly #call: Call;
  readonly #connection: LdapConnection | Target;
  readonly #search: Search;
  readonly #found: LdapEntry[] = [];

  constructor(call: Call, connection: LdapConnection | Target, search: Search) {
    this.#call = call;
    this.#connection = connection;
    this.#search = search;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JsonRecord> {
    const given = this.#connection;
    const on = isConnection(given) ? given : await LdapConnection.open(this.#call, given);
    try {
      for await (const { entries } of on.search(this.#call, this.#search)) {
        for (const entry of entries) {
          this.#found.push(entry);
          yield rowOf(entry);
        }
      }
    } catch (error) {
      throw error instanceof OintError ? error.belongsTo(this.#call.method) : error;
    } finally {
      if (on !== given) await on.close();
    }
  }

  result(): SearchResult {
    return resultOf(this.#found, []);
  }
}

/**
 * Adds an entry to the directory.
 *
 * @throws {ServiceError} `entryAlreadyExists`, `objectClassViolation`, `insufficientAccessRights` …
 * @see https://www.rfc-editor.org/rfc/rfc4511#section-4.7
 */
export const add = method('ldap', 'Add', {
  effect: 'write',
  params: {
    connection,
    dn: dn('DN of the new entry', { example: 'uid=ada,ou=people,dc=example,dc=com' }),
    attributes: record('Attributes: a value, or a list of values, for each', {
      option: 'attrs',
      example: "{'objectClass':'inetOrgPerson','cn':'Ada Lovelace','sn':'Lovelace'}",
    }),
  },
  dryRun: true,
  async run({ connection, dn, attributes }, call): Promise<Done> {
    const context = callContext(call, 'attributes');
    const given = Object.entries(attributes).map(([name, value]) => {
      const here = partContext(context, `.${name}`);
      return { type: nameOf(name, here), values: valuesOf(value, here) };
    });
    if (given.length === 0) throw inputError(context, ' is empty');
    call.wouldSend(() =>
      withLdif(commandLine('ldapadd', connection), [
        ['dn', dn],
        ...given.flatMap(({ type, values }) => values.map((one): LdifLine => [type, one])),
      ]),
    );
    const { AddRequest, Attribute } = await loadDriver();
    const made = given.map((one) => new Attribute(one));
    const make = (messageId: number) => new AddRequest({ messageId, dn, attributes: made });
    await using(call, connection, (on) => on.send(call, `add ${dn}`, make));
    return { result: true };
  },
});

const OPERATIONS = ['add', 'delete', 'replace'] as const;
type Operation = (typeof OPERATIONS)[number];

/**
 * Changes the attributes of an entry: all of the changes, or none of them.
 *
 * A change has `operation` (`replace` by default, `add`, `delete`), `attribute` and `values`. `delete`
 * without values, and `replace` with an empty list, remove the attribute.
 *
 * @throws {ServiceError} `noSuchObject`, `noSuchAttribute`, `attributeOrValueExists` …
 * @see https://www.rfc-editor.org/rfc/rfc4511#section-4.6
 */
export const change = method('ldap', 'Change', {
  effect: 'write',
  params: {
    connection,
    dn: dn('DN of the entry', { example: 'uid=ada,ou=people,dc=example,dc=com' }),
    changes: list(records, 'Changes', {
      example: "[{'operation':'replace','attribute':'mail','values':['ada@example.com']}]",
    }),
  },
  dryRun: true,
  async run({ connection, dn, changes }, call): Promise<Done> {
    const asked = changes.map((one, at) => changeOf(one, at, call));
    call.wouldSend(() =>
      withLdif(commandLine('ldapmodify', connection), [
        ['dn', dn],
        ['changetype', 'modify'],
        ...asked.flatMap(({ operation, type, values }): LdifLine[] => [
          [operation, type],
          ...values.map((value): LdifLine => [type, value]),
          '-',
        ]),
      ]),
    );
    const { Attribute, Change, ModifyRequest } = await loadDriver();
    const made = asked.map(
      ({ operation, ...attribute }) =>
        new Change({ operation, modification: new Attribute(attribute) }),
    );
    const make = (messageId: number) => new ModifyRequest({ messageId, dn, changes: made });
    await using(call, connection, (on) => on.send(call, `change ${dn}`, make));
    return { result: true };
  },
});

interface AskedChange {
  operation: Operation;
  type: string;
  values: Buffer[];
}

function changeOf(change: JsonRecord, at: number, call: Call): AskedChange {
  const context = partContext(callContext(call, 'changes'), `[${at}]`);
  const { operation = 'replace', attribute, values, ...others } = change;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    const hint = 'Fields: operation, attribute, values.';
    throw inputError(context, `: unknown field "${other}"`, { hint });
  }
  const known = OPERATIONS.find((one) => one === String(operation).toLowerCase());
  if (!known) throw refuse(operation, partContext(context, '.operation'), 'add, delete or replace');
  if (values === undefined && known !== 'delete') throw inputError(context, ': values is missing');
  const type = nameOf(attribute, partContext(context, '.attribute'));
  const place = partContext(context, '.values');
  return { operation: known, type, values: values === undefined ? [] : valuesOf(values, place) };
}

/** In a table, because `delete` is no name for a constant. */
export const deleting = {
  /**
   * Deletes an entry from the directory. An entry with others below it is not deleted.
   *
   * @throws {ServiceError} `noSuchObject`, `notAllowedOnNonLeaf` …
   * @see https://www.rfc-editor.org/rfc/rfc4511#section-4.8
   */
  delete: method('ldap', 'Delete', {
    effect: 'delete',
    params: {
      connection,
      dn: dn('DN of the entry', { example: 'uid=ada,ou=people,dc=example,dc=com' }),
    },
    dryRun: true,
    async run({ connection, dn }, call): Promise<Done> {
      if (dn === '') throw inputError(callContext(call, 'dn'), ' is empty');
      call.wouldSend(() => commandLine('ldapdelete', connection, dn));
      const { DeleteRequest } = await loadDriver();
      const make = (messageId: number) => new DeleteRequest({ messageId, dn });
      await using(call, connection, (on) => on.send(call, `delete ${dn}`, make));
      return { result: true };
    },
  }),
};

/** The codes of a comparison that has a result. */
const [FALSE, TRUE] = [5, 6];

/**
 * Checks whether an attribute of an entry has a value, without reading it.
 *
 * @returns `data`: true if it has the value.
 * @throws {ServiceError} `noSuchObject`, `noSuchAttribute` …
 * @see https://www.rfc-editor.org/rfc/rfc4511#section-4.10
 */
export const compare = method('ldap', 'Compare', {
  effect: 'read',
  params: {
    connection,
    dn: dn('DN of the entry', { example: 'uid=ada,ou=people,dc=example,dc=com' }),
    attribute: text('Name of the attribute', { option: 'attr', example: 'mail' }),
    value: text('Expected value', { example: 'ada@example.com' }),
  },
  dryRun: true,
  async run({ connection, dn, attribute, value }, call): Promise<Comparison> {
    const name = nameOf(attribute, callContext(call, 'attribute'));
    call.wouldSend(() => commandLine('ldapcompare', connection, dn, `${name}:${value}`));
    const { CompareRequest } = await loadDriver();
    const make = (messageId: number) =>
      new CompareRequest({ messageId, dn, attribute: name, value });
    const { status } = await using(call, connection, (on) =>
      on.send<CompareResponse>(call, `compare ${name} of ${dn}`, make, [FALSE, TRUE]),
    );
    return { result: true, data: (status as number) === TRUE };
  },
});
