import type { ServerResponse } from 'node:http';
import { json, type Received, start, type TestServer } from '../../../../test/support/server.js';

export const TOKEN = 'tk_7eevizlsiwf9yi4uxsrs83r4352o0';
export const PASSWORD = 'correct horse';
/** The topic that needs a token, or the user `ada` with the password. */
export const SECRET_TOPIC = 'secret-alerts';

type Fields = Record<string, unknown>;

interface Stored extends Fields {
  id: string;
  time: number;
  topic: string;
  event: string;
}

/** A server that stands in for ntfy, made from its documentation. */
export interface StandIn extends TestServer {
  messages: Stored[];
  /** Breaks all subscriptions. */
  disconnect(): void;
  /** The number of open subscriptions. */
  subscriptions(): number;
  /** Answers with this error from now on. */
  fail(error: readonly [status: number, code: number, message: string] | undefined): void;
  reset(): void;
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  title: ['x-title', 'title', 'ti', 't'],
  message: ['x-message', 'message', 'm'],
  priority: ['x-priority', 'priority', 'prio', 'p'],
  tags: ['x-tags', 'tags', 'tag', 'ta'],
  click: ['x-click', 'click'],
  attach: ['x-attach', 'attach', 'a'],
  filename: ['x-filename', 'filename', 'file', 'f'],
  actions: ['x-actions', 'actions', 'action'],
  delay: ['x-delay', 'delay', 'x-at', 'at', 'x-in', 'in'],
  email: ['x-email', 'x-e-mail', 'email', 'e-mail', 'mail', 'e'],
  icon: ['x-icon', 'icon'],
  markdown: ['x-markdown', 'markdown', 'md'],
  call: ['x-call', 'call'],
  cache: ['x-cache', 'cache'],
};
const TOPIC = /^[-_A-Za-z0-9]{1,64}$/;
const LONGEST = 4096;
const PRIORITIES = ['', 'min', 'low', 'default', 'high', 'max'];

/** Words only in headers and queries: JSON has numbers. */
function priorityOf(value: unknown): number {
  const at = typeof value === 'string' ? PRIORITIES.indexOf(value.toLowerCase()) : -1;
  return at > 0 ? at : Number(value);
}

export async function startNtfy(): Promise<StandIn> {
  const messages: Stored[] = [];
  const listening = new Map<ServerResponse, string[]>();
  let failing: readonly [number, number, string] | undefined;
  let last = 0;

  const refuse = (response: ServerResponse, status: number, code: number, error: string) =>
    json(response, { code, http: status, error, link: 'https://ntfy.sh/docs/' }, status);

  function mayUse(topic: string, { headers: { authorization } }: Received): number | undefined {
    const basic = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`;
    if (authorization && ![`Bearer ${TOKEN}`, basic].includes(authorization)) return 401;
    return topic === SECRET_TOPIC && !authorization ? 403 : undefined;
  }

  function add(topic: string, event: string, fields: Fields): Stored {
    last++;
    const id = `id${String(last).padStart(8, '0')}`;
    const time = Math.floor(Date.now() / 1000);
    const stored = { id, time, expires: time + 43_200, event, topic, ...fields };
    messages.push(stored);
    for (const [response, topics] of listening) {
      if (topics.includes(topic)) response.write(`${JSON.stringify(stored)}\n`);
    }
    return stored;
  }

  function publish(topic: string, given: Fields, body: Buffer, response: ServerResponse) {
    if (!TOPIC.test(topic)) return refuse(response, 400, 40009, 'invalid request: topic invalid');
    const priority = given.priority === undefined ? undefined : priorityOf(given.priority);
    if (priority !== undefined && !(priority >= 1 && priority <= 5)) {
      return refuse(response, 400, 40007, 'invalid priority parameter');
    }
    if (Array.isArray(given.actions) && given.actions.length > 3) {
      return refuse(response, 400, 40018, 'invalid request: actions invalid, only 3 allowed');
    }
    const isFile = given.filename !== undefined && body.length > 0;
    const isLarge = body.length > LONGEST;
    const isUtf8 = Buffer.from(body.toString()).equals(body);
    const url = `${server.url}/file/${last + 1}`;
    const attachment =
      isFile || isLarge || !isUtf8
        ? { name: given.filename ?? 'attachment.txt', url, size: body.length }
        : given.attach
          ? { name: given.filename ?? 'attachment', url: given.attach }
          : undefined;
    const name = attachment && `You received a file: ${attachment.name}`;
    const text = given.message ?? (attachment ? name : body.toString() || 'triggered');
    const { tags } = given;
    json(
      response,
      add(topic, 'message', {
        message: text,
        ...(given.title !== undefined && { title: given.title }),
        ...(priority !== undefined && { priority }),
        ...(tags !== undefined && { tags: Array.isArray(tags) ? tags : String(tags).split(',') }),
        ...(given.click !== undefined && { click: given.click }),
        ...(given.icon !== undefined && { icon: given.icon }),
        ...(given.actions !== undefined && { actions: given.actions }),
        ...(given.delay !== undefined && { delayed: given.delay }),
        ...(/^(true|yes|1)$/.test(String(given.markdown)) && { content_type: 'text/markdown' }),
        ...(attachment && { attachment }),
      }),
    );
  }

  /** Fields in headers count before those in the query. */
  function fieldsOf({ headers, path }: Received): Fields {
    const query = new URL(path, 'http://x').searchParams;
    const found = Object.entries(NAMES).flatMap(([field, names]) => {
      const inHeader = names.map((name) => headers[name]).find(Boolean);
      const value = inHeader ?? names.map((name) => query.get(name)).find(Boolean);
      return value === undefined || value === null ? [] : [[field, value]];
    });
    return Object.fromEntries(found) as Fields;
  }

  function since(text: string | null, topics: readonly string[]): Stored[] {
    const all = messages.filter(({ topic }) => topics.includes(topic));
    if (text === null || text === 'all') return all;
    if (text === 'latest') return all.slice(-1);
    const at = all.findIndex(({ id }) => id === text);
    if (at >= 0) return all.slice(at + 1);
    const seconds = /^(\d+)m$/.test(text)
      ? Date.now() / 1000 - Number.parseInt(text, 10) * 60
      : Number(text);
    return Number.isNaN(seconds) ? all : all.filter(({ time }) => time >= seconds);
  }

  function read(topics: string[], path: string, response: ServerResponse): void {
    const query = new URL(path, 'http://x').searchParams;
    const isPoll = query.get('poll') === '1';
    const title = query.get('title');
    response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
    const time = Math.floor(Date.now() / 1000);
    const sign = (event: string) =>
      response.write(`${JSON.stringify({ id: 'open', time, event, topic: topics.join(',') })}\n`);
    if (!isPoll) sign('open');
    const from = query.get('since') ?? (isPoll ? 'all' : 'none');
    for (const message of from === 'none' ? [] : since(from, topics)) {
      if (title !== null && message.title !== title) continue;
      response.write(`${JSON.stringify(message)}\n`);
    }
    if (isPoll) {
      response.end();
      return;
    }
    sign('keepalive');
    listening.set(response, topics);
    response.once('close', () => listening.delete(response));
  }

  const server = await start((request, response) => {
    const { method, path, body } = request;
    if (failing) return refuse(response, ...failing);
    const [topic = '', second] = new URL(path, 'http://x').pathname.split('/').slice(1);
    const given = fieldsOf(request);
    const isJson = topic === '' && /^(POST|PUT)$/.test(method);
    let message: Fields = {};
    if (isJson) {
      if (body.length > 2 * LONGEST) return refuse(response, 413, 41303, 'JSON body too large');
      try {
        message = JSON.parse(body.toString()) as Fields;
      } catch {
        const error = 'invalid request: request body must be message JSON';
        return refuse(response, 400, 40017, error);
      }
    }
    const topics = decodeURIComponent(isJson ? String(message.topic) : topic).split(',');
    const status = topics.map((one) => mayUse(one, request)).find(Boolean);
    if (status === 401) return refuse(response, 401, 40101, 'unauthorized');
    if (status === 403) return refuse(response, 403, 40301, 'forbidden');
    if (isJson) {
      const { topic: _, ...fields } = message;
      const text = Buffer.from(String(fields.message ?? ''));
      return publish(topics[0]!, { ...fields, ...given }, text, response);
    }
    if (/^(POST|PUT)$/.test(method)) return publish(topics[0]!, given, body, response);
    if (method === 'GET' && second === 'json') return read(topics, path, response);
    if (method === 'DELETE' && second) {
      return json(response, add(topic, 'message_delete', { sequence_id: second }));
    }
    refuse(response, 404, 40401, 'page not found');
  });
  return Object.assign(server, {
    messages,
    disconnect() {
      for (const response of listening.keys()) response.destroy();
    },
    subscriptions: () => listening.size,
    fail(error: typeof failing) {
      failing = error;
    },
    reset() {
      messages.length = 0;
    },
  });
}
