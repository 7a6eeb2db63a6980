import { createHash } from 'node:crypto';
import type http from 'node:http';
import { json, type Received, start, type TestServer } from './server.js';

export interface Hub {
  /** For HF_ENDPOINT. */
  url: string;
  /** The requests to the hub itself. */
  asked: readonly Received[];
  /** The requests to the server that the hub redirects to, as the real one does. */
  fetched: readonly Received[];
  /** Special responses for the next downloads, one each. */
  next: Answer[];
  close(): Promise<void>;
}

/** Writes the bytes of a response from offset `from`. */
type Answer = (response: http.ServerResponse, bytes: Buffer, from: number) => void;

export interface HubModel {
  files: Readonly<Record<string, Buffer>>;
  /** What the hub says about a file, if it is false. */
  claims?: Readonly<Record<string, { size?: number; sha256?: string }>>;
  /** The token required to read it; by default none. */
  token?: string;
}

/** A server that responds like the hub: models by `owner/name`. */
export async function startHub(models: Readonly<Record<string, HubModel>>): Promise<Hub> {
  const next: Answer[] = [];
  const store = await start(({ path, headers }, response) => {
    const [, id = '', name = ''] = /^\/(.+?)\/-\/(.+?)\?/.exec(decodeURIComponent(path)) ?? [];
    const bytes = models[id]?.files[name];
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    (next.shift() ?? whole)(response, bytes, from);
  });
  const hub = await start((request, response) => answer(request, response, models, store));
  const { url, requests: asked } = hub;
  const close = async () => {
    await Promise.all([hub.close(), store.close()]);
  };
  return { url, asked, fetched: store.requests, next, close };
}

const COMMIT = 'a'.repeat(40);

function answer(
  { path, headers }: Received,
  response: http.ServerResponse,
  models: Readonly<Record<string, HubModel>>,
  store: TestServer,
): void {
  const [, id = ''] = /^(?:\/api\/models)?\/([^/]+\/[^/?]+)/.exec(path) ?? [];
  const [, file] = new RegExp(`^/${id}/resolve/${COMMIT}/(.+)$`).exec(path) ?? [];
  const model = models[id];
  if (!model) json(response, { error: 'Repository not found' }, 404);
  else if (model.token !== undefined && headers.authorization !== `Bearer ${model.token}`) {
    const error = `Access to model ${id} is restricted.`;
    json(response, { error }, headers.authorization ? 403 : 401);
  } else if (path === `/api/models/${id}?blobs=true`) {
    json(response, { id, sha: COMMIT, siblings: siblingsOf(model) });
  } else if (file === undefined) json(response, { error: 'Entry not found' }, 404);
  else {
    response.writeHead(302, { location: `${store.url}/${id}/-/${file}?Signature=abc` }).end();
  }
}

function siblingsOf({ files, claims = {} }: HubModel) {
  const large = Object.entries(files).map(([rfilename, bytes]) => ({
    rfilename,
    size: bytes.length,
    lfs: {
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
      pointerSize: 134,
      ...claims[rfilename],
    },
  }));
  return [{ rfilename: 'README.md', size: 12 }, ...large];
}

/** Like servers with support for ranges. */
const whole: Answer = (response, bytes, from) => {
  head(response, bytes, from);
  response.end(bytes.subarray(from));
};

/** Breaks the connection after this many bytes. */
export function cutAfter(count: number): Answer {
  return (response, bytes, from) => {
    head(response, bytes, from);
    response.write(bytes.subarray(from, from + count), () => {
      setTimeout(() => response.destroy(), 20);
    });
  };
}

/** Writes this many bytes, then stalls. */
export function silentAfter(count: number): Answer {
  return (response, bytes, from) => {
    head(response, bytes, from);
    response.write(bytes.subarray(from, from + count));
  };
}

/** Like servers without support for ranges. */
export const fromTheStart: Answer = (response, bytes) => {
  response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
};

function head(response: http.ServerResponse, bytes: Buffer, from: number): void {
  response.writeHead(from > 0 ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-length': bytes.length - from,
    ...(from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
  });
}
