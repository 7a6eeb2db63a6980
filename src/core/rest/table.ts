import type { Call, Deadlines, Effect } from '../definition/call.js';
import { type Method, type MethodSpec, method } from '../definition/method.js';
import type { Args, Input, Params } from '../definition/param.js';
import type { Bytes } from '../files/bytes.js';
import { type Announced, download } from '../http/download.js';
import type { Read } from '../http/message.js';
import { readAcceptedIfAny } from '../http/read-accepted.js';
import { exchange } from '../http/request.js';
import type { BytesOrFile } from '../http/save.js';
import type { JsonRecord } from '../util/is-record.js';
import { type Pager, paged, rowsAt } from './pager.js';
import { rawRequest } from './raw-request.js';
import { type Fields, place, placeOf, put, shapeOf } from './route.js';
import { routeOf, sendPlaced, type Transfer } from './send.js';
import type { Wire } from './wire.js';

/** A row without its own params. */
type None = Record<never, never>;

/** Optional properties of a row, in addition to its route and params. */
export interface RowSpec {
  /** Fields with the same value in every call: they select a variant of the endpoint. */
  fixed?: Fields;
  /** What to do about an error status, if there is a more specific hint. */
  hints?: Readonly<Record<number, string>>;
  /** How a list is paged, if not in the service's usual way. */
  pager?: Pager;
  /** Where the pager's fields go, if not to the default place for the verb. */
  pagesIn?: 'query';
  /** Default deadlines, for slow methods. */
  deadlines?: Deadlines;
  /** True if a successful response may have no body. */
  mayBeEmpty?: boolean;
}

/** A row without its name: `table` creates the method. */
interface Unnamed {
  named(name: string): unknown;
}

/** What a request has in addition to its fields. */
interface Further {
  query?: Fields;
  headers?: Fields;
  /** Reads the response. Default: as JSON. */
  read?: Read<unknown> | undefined;
}

/** A request whose response is read so. */
function reading(read: Read<unknown>): Transfer {
  return { ask: (call, verb, url, spec) => exchange(call, verb, url, spec, read) };
}

/**
 * The makers of a service's methods: rows of a table over HTTP.
 *
 * Rows are typed as the methods that they become, so that their docstrings are in the published
 * types. `table` gives each the name of its key.
 */
export function rest<const First extends Params = None, const Last extends Params = None>(
  wire: Wire<First, Last>,
) {
  type Own<P extends Params> = First & P & Last;
  type RowMethod<P extends Params, Chunk = never> = Method<Input<Own<P>>, JsonRecord, Chunk>;

  const allParams = <P extends Params>(own: P): Own<P> =>
    ({ ...wire.first, ...own, ...wire.last }) as Own<P>;

  function unnamed<P extends Params, R, Chunk>(
    spec: MethodSpec<Own<P>, R, Chunk>,
  ): Method<Input<Own<P>>, R, Chunk> {
    const row: Unnamed = { named: (name) => method(wire.service, name, spec) };
    return row as unknown as Method<Input<Own<P>>, R, Chunk>;
  }

  /** Sends a request to a route with the arguments of a call and additional fields. */
  function ask<P extends Params>(
    call: Call,
    args: Args<Own<P>>,
    text: string,
    own: Params,
    further: Fields = {},
    { query = {}, headers = {}, read }: Further = {},
  ): Promise<unknown> {
    const route = routeOf(wire, text);
    const body = wire.body ?? 'json';
    const placed = place(route, own, args, body);
    for (const [field, value] of Object.entries(further)) {
      if (value !== undefined) put(placed, placeOf(field, route, body), field, value);
    }
    Object.assign(placed.query, query);
    Object.assign(placed.headers, headers);
    return sendPlaced(wire, call, args, route, placed, read ? reading(read) : {});
  }

  function transfer(
    call: Call,
    args: Args<First & Last>,
    text: string,
    { headers = {}, fields = {} }: { headers?: Fields; fields?: Fields },
    how: Transfer,
  ): Promise<unknown> {
    const route = routeOf(wire, text);
    const placed = place(route, {}, {}, 'none');
    for (const [field, value] of Object.entries(fields)) {
      put(placed, placeOf(field, route, 'none'), field, value);
    }
    Object.assign(placed.headers, headers);
    return sendPlaced(wire, call, args, route, placed, how);
  }

  function specOf<P extends Params>(
    effect: Effect,
    route: string,
    own: P,
    { fixed, hints, deadlines, mayBeEmpty }: RowSpec,
  ) {
    const reading = mayBeEmpty ? readAcceptedIfAny : undefined;
    return {
      effect,
      params: allParams(own),
      reference: () => wire.reference?.(routeOf(wire, route)),
      ...(wire.address !== undefined && { address: wire.address }),
      shape: () => shapeOf(routeOf(wire, route), effect, own, wire.body ?? 'json'),
      ...(hints && { hints }),
      ...(deadlines && { deadlines }),
      run: (args: Args<Own<P>>, call: Call) =>
        ask(call, args, route, own, fixed, { read: reading }) as Promise<JsonRecord>,
    };
  }

  const row =
    (effect: Effect) =>
    <const P extends Params = None>(
      route: string,
      params: P = {} as P,
      more: RowSpec = {},
    ): RowMethod<P> =>
      unnamed<P, JsonRecord, never>(specOf(effect, route, params, more));

  return {
    /** A row that reads. */
    read: row('read'),
    /** A row that creates or changes something. */
    write: row('write'),
    /** A row that deletes something. */
    remove: row('delete'),

    /** A row that reads a list. `rows` is its path in the response, such as `result.tasks`. */
    list<const P extends Params = None>(
      route: string,
      rows: string,
      params: P = {} as P,
      more: RowSpec = {},
    ): RowMethod<P, JsonRecord> {
      const pager = more.pager ?? wire.pager;
      if (!pager) throw new Error(`${wire.service}: a list needs a pager in wire.ts`);
      const { run: _, shape, ...spec } = specOf('read', route, params, more);
      return unnamed<P, JsonRecord, JsonRecord>(
        paged<Own<P>, JsonRecord, JsonRecord, unknown>({
          ...spec,
          shape: () => `list ${shape()}`,
          pager,
          rows: rowsAt(rows),
          page(args, call, fields) {
            const [further, query] = more.pagesIn === 'query' ? [{}, fields] : [fields, {}];
            const all = { ...more.fixed, ...further };
            return ask(call, args, route, params, all, { query }) as Promise<JsonRecord>;
          },
        }),
      );
    },

    /** A row that reads an array, which has no pages. */
    array<const P extends Params = None>(
      route: string,
      params: P = {} as P,
      more: RowSpec = {},
    ): Method<Input<Own<P>>, JsonRecord[]> {
      const { run, shape, ...spec } = specOf('read', route, params, more);
      return unnamed<P, JsonRecord[], never>({
        ...spec,
        shape: () => `array ${shape()}`,
        rows: (found) => (Array.isArray(found) ? found : []),
        run: run as unknown as MethodSpec<Own<P>, JsonRecord[], never>['run'],
      });
    },

    /** A row with its own `run`, for what a table cannot express. `send` sends its requests. */
    custom<const P extends Params, R>(
      spec: Omit<MethodSpec<P, R, never>, 'run'> & {
        run(args: Args<Own<P>>, call: Call): R | Promise<R>;
      },
    ): Method<Input<Own<P>>, R> {
      return unnamed<P, R, never>({ ...spec, params: allParams(spec.params) } as MethodSpec<
        Own<P>,
        R,
        never
      >);
    },

    /**
     * Sends one request from a `custom` row, with the service's address, authorization and
     * refusals. Fields that the route names go into its path, others to the default place for the
     * verb; those of `query` always to the query.
     */
    send(
      call: Call,
      args: Args<First & Last>,
      route: string,
      fields: Fields = {},
      query: Fields = {},
    ): Promise<JsonRecord> {
      return ask(call, args as Args<Own<None>>, route, {}, fields, {
        query,
      }) as Promise<JsonRecord>;
    },

    /** The same, with headers, and with its own reading of the response. */
    sendFor<T>(
      call: Call,
      args: Args<First & Last>,
      route: string,
      fields: Fields,
      how: { query?: Fields; headers?: Fields; read: Read<T> },
    ): Promise<T> {
      return ask(call, args as Args<Own<None>>, route, {}, fields, how) as Promise<T>;
    },

    /** Sends bytes as the body of a request, with headers instead of fields. */
    upload(
      call: Call,
      args: Args<First & Last>,
      route: string,
      { headers, body }: { headers: Fields; body: Bytes },
    ): Promise<JsonRecord> {
      return transfer(call, args, route, { headers }, { body }) as Promise<JsonRecord>;
    },

    /**
     * Sends a request whose response is a file, with headers, and with fields in the path and the
     * query. A download to a file continues after a lost connection.
     */
    download(
      call: Call,
      args: Args<First & Last>,
      route: string,
      {
        headers,
        fields = {},
        announced,
      }: { headers?: Fields; fields?: Fields; announced?: Announced },
    ): Promise<BytesOrFile> {
      const send = <T>(further: Fields, read: Read<T>) => {
        const given = { headers: { ...headers, ...further }, fields };
        return transfer(call, args, route, given, reading(read)) as Promise<T>;
      };
      return download(call, send, announced);
    },

    /** The service's `request`: any request, as the user writes it. */
    get request() {
      return rawRequest(wire);
    },

    /** The methods of a region. Each row gets the name of its key, capitalized. */
    table<T extends object>(rows: T): T {
      const methods = Object.entries(rows).map(([key, row]: [string, Unnamed | object]) => {
        const name = `${key[0]!.toUpperCase()}${key.slice(1)}`;
        return [key, 'named' in row ? row.named(name) : row];
      });
      return Object.fromEntries(methods) as T;
    },
  };
}
