import type { ServerResponse } from 'node:http';
import { type Received, start } from '../support/server.js';
import type { Behavior, Stage } from './behavior.js';
import { Checker } from './check.js';
import type { Description, Values } from './description.js';
import { pageOf } from './pages.js';
import { type Answer, isProblem, type Problem } from './problem.js';
import { type Call, findOperation, readValues } from './request.js';
import { Shapes, valueAt, withValueAt } from './shape.js';
import { type Keep, Shelves, type Thing } from './shelves.js';

/**
 * A server on loopback that stands in for a vendor's: it refuses requests that the vendor's description
 * does not allow, responds to the others, and stores what they create.
 *
 *     const slack = await startSlack();      // src/services/slack/testing/stand-in.ts
 *     beforeEach(() => slack.reset());
 *     slack.seed('users.list', 250);         // three pages of users
 *     slack.fail('rate limit');              // the next request only
 *     slack.requests; slack.calls[0].values; // the requests, and their parsed values
 *
 * A new service needs `scripts/describe/SERVICE.mjs`, run by `node scripts/describe.mjs SERVICE`, and
 * its behavior in `testing/stand-in.ts`.
 */
export class StandIn implements Stage {
  /** All requests, in order; and the valid calls among them. */
  readonly requests: Received[] = [];
  readonly calls: Call[] = [];
  readonly description: Description;
  url = '';
  readonly #behavior: Behavior;
  readonly #tools = new Map<Description, { checker: Checker; shapes: Shapes }>();
  #shelves: Shelves;
  #next: (Answer | Problem)[] = [];
  #left = Number.POSITIVE_INFINITY;
  #close: () => Promise<void> = async () => {};

  private constructor(description: Description, behavior: Behavior) {
    this.description = description;
    this.#behavior = behavior;
    this.#shelves = new Shelves(behavior.kinds);
  }

  /** Closed at the end of the test file at the latest. */
  static async start(description: Description, behavior: Behavior): Promise<StandIn> {
    const standIn = new StandIn(description, behavior);
    const server = await start(async (request, response) => {
      standIn.requests.push(request);
      send(response, await standIn.#answer(request));
    });
    standIn.url = server.url;
    standIn.#close = server.close;
    return standIn;
  }

  close(): Promise<void> {
    return this.#close();
  }

  get shelves(): Shelves {
    return this.#shelves;
  }

  /** The next requests get these: responses, or problems in the service's format. */
  fail(...answers: (Answer | Problem['wrong'] | Problem)[]): void {
    const problem = (wrong: Problem['wrong']): Problem => ({
      wrong,
      message: `requested by the test: ${wrong}`,
    });
    this.#next.push(...answers.map((one) => (typeof one === 'string' ? problem(one) : one)));
  }

  /** Limits the number of successful requests from now on; without a number, removes the limit. */
  limit(requests = Number.POSITIVE_INFINITY): void {
    this.#left = requests;
  }

  /** Creates objects that a list shows: this many, or these. */
  seed(list: string, things: number | readonly Values[], within?: unknown): Thing[] {
    const { kind } = this.#keepOf(list);
    const each = typeof things === 'number' ? Array.from({ length: things }, () => ({})) : things;
    return each.map((facts) => this.#shelves.put(kind, facts, within));
  }

  /** Resets requests, stored objects, failures and limits. */
  reset(): void {
    this.requests.length = 0;
    this.calls.length = 0;
    this.#shelves = new Shelves(this.#behavior.kinds);
    this.#next = [];
    this.limit();
  }

  async run(call: Call): Promise<Answer | Problem> {
    const { checker } = this.#toolsOf(call.description);
    const problem =
      this.#behavior.authorize(call) ??
      checker.problem(call.operation, call.values) ??
      this.#behavior.rule?.(call, this);
    if (problem) return problem;
    const own = await this.#behavior.instead?.[call.name]?.(call, this);
    const answer = own ?? this.#perform(call);
    if (!isProblem(answer)) this.calls.push(call);
    return answer;
  }

  async #answer(request: Received): Promise<Answer> {
    const next = this.#next.shift();
    if (next) return isProblem(next) ? this.#behavior.refuse(next) : next;
    if (this.#left-- <= 0) {
      return this.#behavior.refuse({
        wrong: 'rate limit',
        message: 'too many requests',
      });
    }
    const answer = (await this.#route(request)) ?? (await this.#handle(request));
    return isProblem(answer) ? this.#behavior.refuse(answer) : answer;
  }

  async #route(request: Received): Promise<Answer | undefined> {
    const { pathname } = new URL(request.path, 'http://host');
    for (const [route, answer] of Object.entries(this.#behavior.routes ?? {})) {
      const [verb, path = ''] = route.split(' ');
      const pattern = path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
      const match = new RegExp(`^${pattern}$`).exec(pathname);
      if (match && verb === request.method) return answer(request, { ...match.groups }, this);
    }
    return undefined;
  }

  async #handle(request: Received): Promise<Answer | Problem> {
    const description = this.#behavior.describe?.(request) ?? this.description;
    if (isProblem(description)) return description;
    const { pathname } = new URL(request.path, 'http://host');
    const path = this.#behavior.pathOf?.(request) ?? below(description.base, pathname);
    const found = findOperation(description, request.method, path);
    if (isProblem(found)) return found;
    const { name, operation, inPath } = found;
    const read = await readValues(description, operation, request);
    const isUnread = isProblem(read);
    const values = isUnread ? inPath : { ...read, ...inPath };
    const call: Call = { name, operation, description, values, request };
    return isUnread ? (this.#behavior.authorize(call) ?? read) : this.run(call);
  }

  #perform(call: Call): Answer | Problem {
    const { shapes, checker } = this.#toolsOf(call.description);
    const schema = shapes.answerOf(call.operation);
    const keep = this.#behavior.keeps?.[call.name];
    const made = keep ? this.#kept(keep, call) : this.#filled(call, call.values);
    if (isProblem(made)) return made;
    const wrong = checker.answerProblems(schema, made);
    if (wrong.length > 0) throw new Error(`invalid response of ${call.name}: ${wrong.join('; ')}`);
    return {
      status: call.operation.status ?? 200,
      body: this.#behavior.finish?.(made as Values, call, this) ?? made,
    };
  }

  #filled({ operation, description }: Call, given: Values): unknown {
    const { shapes } = this.#toolsOf(description);
    return shapes.fill(shapes.answerOf(operation), given, operation.example ?? operation.shape);
  }

  #kept(keep: Keep, call: Call): unknown {
    const { kind, does, by = 'id', at } = keep;
    if (does === 'list') return this.#listed(keep, call);
    if (does === 'create') return this.#created(keep, call);
    const thing = this.#shelves.find(kind, call.values[by]);
    if (!thing)
      return { wrong: 'not found', name: by, message: `${call.values[by]} does not exist` };
    if (does === 'update') thing.facts = { ...thing.facts, ...factsOf(keep, call.values) };
    if (does === 'delete' && keep.set) {
      Object.assign(thing, { isListed: false, facts: { ...thing.facts, ...keep.set } });
    } else if (does === 'delete') this.#shelves.remove(kind, thing);
    return this.#withThings(call, at, call.values, [thing], false);
  }

  #created(keep: Keep, call: Call): unknown {
    const { kind, within, each, at } = keep;
    const all = each
      ? (call.values[each] as Values[]).map((one) => ({ ...one, ...setBy(keep, call.values) }))
      : [factsOf(keep, call.values)];
    const parent = within === undefined ? undefined : valueAt(call.values, within);
    const things = all.map((facts) => this.#shelves.put(kind, facts, parent));
    const named = this.#shelves.named(kind, things[0]?.id);
    return this.#withThings(call, at, { ...call.values, ...named }, things, each !== undefined);
  }

  #listed(keep: Keep, call: Call): unknown {
    const { kind, within, at = '', where, paging = this.#behavior.paging } = keep;
    const { shapes } = this.#toolsOf(call.description);
    const body = this.#filled(call, {});
    const parent = within === undefined ? undefined : valueAt(call.values, within);
    const things = this.#shelves
      .list(kind, parent)
      .filter(({ facts }) => where?.(facts, call.values) ?? true);
    if (keep.newestFirst) things.reverse();
    const all = this.#shelves.isUntouched(kind)
      ? (valueAt(body, at) as unknown[])
      : (valueAt(this.#withThings(call, at, {}, things, true), at) as unknown[]);
    if (!paging || !Array.isArray(all)) return withValueAt(body, at, all);
    const page = pageOf(all, paging, call.values);
    if (isProblem(page)) return page;
    const marked = page.mark(withValueAt(body, at, page.items));
    return shapes.fill(shapes.answerOf(call.operation), marked, marked);
  }

  /** The response with the stored objects, as far as the operation's responses include them. */
  #withThings(call: Call, at = '', given: Values, things: Thing[], isList: boolean): unknown {
    const { shapes } = this.#toolsOf(call.description);
    const body = this.#filled(call, at === '' ? { ...given, ...things[0]?.facts } : given);
    const place = shapes.at(shapes.answerOf(call.operation), at);
    const example = valueAt(call.operation.example ?? call.operation.shape, at);
    const schema = isList ? shapes.at(place, '0') : place;
    const show = ({ id, facts }: Thing) => {
      const isRecord = schema.properties || schema.anyOf || schema.type === 'object';
      const sample = isList ? (example as unknown[] | undefined)?.[0] : example;
      return shapes.fill(schema, isRecord ? facts : id, sample);
    };
    if (at === '' && !isList) return body;
    return withValueAt(body, at, isList ? things.map(show) : things.map(show)[0]);
  }

  #keepOf(operation: string): Keep {
    const keep = this.#behavior.keeps?.[operation];
    if (!keep) throw new Error(`${operation} stores nothing`);
    return keep;
  }

  #toolsOf(description: Description) {
    const made = this.#tools.get(description);
    const tools = made ?? { checker: new Checker(description), shapes: new Shapes(description) };
    this.#tools.set(description, tools);
    return tools;
  }
}

function factsOf(keep: Keep, values: Values): Values {
  const facts = keep.from === undefined ? values : (values[keep.from] as Values);
  return { ...facts, ...setBy(keep, values) };
}

function setBy({ set }: Keep, values: Values): Values | undefined {
  return typeof set === 'function' ? set(values) : set;
}

function below(base: string, path: string): string {
  return path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}

function send(response: ServerResponse, { status = 200, headers, body }: Answer): void {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const type = isRaw ? 'text/plain' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(isRaw ? body : JSON.stringify(body));
}
