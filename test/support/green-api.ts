import type { Behavior } from '../stand-in/behavior.js';
import type { Description } from '../stand-in/description.js';
import type { Way } from '../stand-in/every-operation.js';
import type { Answer, Problem } from '../stand-in/problem.js';
import { StandIn } from '../stand-in/server.js';
import { JPEG, PNG } from './definitions.js';
import type { Reach } from './reach.js';

/** An instance of GREEN-API: its API may be below a path, and uploads have their own. */
export interface Instance {
  id: string;
  token: string;
  /** The path below which the API is. */
  base: string;
}

const MEDIA = '/media';

/** A server that stands in for GREEN-API. */
export function startGreenApi(
  description: Description,
  instance: Instance,
  more: Behavior['instead'] = {},
): Promise<StandIn> {
  return StandIn.start(description, behavior(instance, more));
}

/** The access parameters of the instance at a stand-in. */
export function accessTo(url: string, { id, token, base }: Instance) {
  return {
    apiUrl: `${url}${base}`,
    mediaUrl: `${url}${MEDIA}`,
    idInstance: id,
    apiTokenInstance: token,
  };
}

/** How the contract tests call such a service. */
export function greenApiReach({ id: idInstance }: Instance): Reach {
  return {
    over: 'http',
    input: (url, apiTokenInstance) => ({
      access: { ...{ apiUrl: url, mediaUrl: url }, ...{ idInstance, apiTokenInstance } },
      apiUrl: url,
      apiTokenInstance,
    }),
    blames: 'access',
    address: 'access',
    streams: 'none',
    unless: {
      GetNotification: { faults: /^silence$/, why: 'the server is asked to wait for seconds' },
    },
  };
}

/** How the tests of the stand-in call it. */
export function greenApiWay(description: Description, { id, token, base }: Instance): Way {
  const bodiless = ['archiveChat', 'unarchiveChat', 'deleteMessage'];
  const isMultipart = (name: string) =>
    description.operations[name]!.places?.includes('multipart') ?? false;
  const names = Object.keys(description.operations);
  return {
    description,
    headers: {},
    url: ({ url }, path) => `${url}${base}/waInstance${id}${path.replace(/^\/\w+/, `$&/${token}`)}`,
    isRefusal: (status) => status !== 200,
    except: names.filter((name) => bodiless.includes(name) || isMultipart(name)),
  };
}

const PARTS =
  /^(?<base>.*?)\/waInstance(?<id>[^/]+)(?<method>\/[^/]+)\/(?<token>[^/]+)(?<rest>.*)$/;

function partsOf(path: string): Record<string, string> {
  const { pathname } = new URL(path, 'http://host');
  return { ...PARTS.exec(pathname)?.groups };
}

const STATUS: Partial<Record<Problem['wrong'], number>> = {
  authorization: 401,
  operation: 404,
  verb: 404,
  'rate limit': 429,
  unavailable: 502,
};

function refuse({ wrong, name, message, status, more }: Problem): Answer {
  const statusCode = status ?? STATUS[wrong] ?? 400;
  const details = `Validation failed. Details: '${name}': ${message}`;
  const words = statusCode === 400 ? details : message;
  return { status: statusCode, body: { statusCode, message: words, ...more } };
}

function behavior({ id, token, base }: Instance, more: Behavior['instead']): Behavior {
  const nothing = () => ({ body: '' });
  return {
    refuse,
    pathOf({ path }) {
      const { method = path, rest = '' } = partsOf(path);
      return `${method}${rest}`;
    },
    authorize({ request }) {
      const sent = partsOf(request.path);
      if (decodeURIComponent(sent.token ?? '') !== token)
        return { wrong: 'authorization', message: 'Unauthorized' };
      if (sent.id === id) return undefined;
      return { wrong: 'rule', status: 403, message: 'Forbidden' };
    },
    rule({ name, request }) {
      const isUpload = name === 'sendFileByUpload';
      if (partsOf(request.path).base === (isUpload ? MEDIA : base)) return undefined;
      return { wrong: 'operation', message: 'this server does not have the method' };
    },
    instead: {
      ...{ archiveChat: nothing, unarchiveChat: nothing, deleteMessage: nothing },
      qr: () => ({ body: { type: 'qrCode', message: PNG.toString('base64') } }),
      downloadFile: (_, { url }) => ({ body: { downloadUrl: `${url}/files/photo.jpg` } }),
      ...more,
    },
    routes: { 'GET /files/{name}': () => ({ body: JPEG }) },
  };
}
