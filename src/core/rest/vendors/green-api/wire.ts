import type { Call } from '../../../definition/call.js';
import { inputError } from '../../../definition/kinds/refuse.js';
import { callContext } from '../../../definition/param.js';
import { waitingFor } from '../../../http/long-poll.js';
import { withoutEnd } from '../../../util/without-end.js';
import { penalty } from '../../penalty.js';
import type { BodyFormat } from '../../route.js';
import { rest } from '../../table.js';
import { accessParam, formAccessParameters, type Instance, type Sample } from './access.js';
import { hintOf, refusalIn } from './failures.js';
import type { Notification } from './notification.js';

/** A service of GREEN-API: one for each messenger. */
export interface GreenApi {
  service: string;
  sample: Sample;
  /** The page of the documentation for a method of the API. */
  reference(name: string): string;
}

/**
 * The makers of the rows of such a service. GREEN-API limits the requests per second of each method,
 * so after a 429 a second is enough.
 */
export function greenApi({ service, sample, reference }: GreenApi) {
  const access = accessParam(sample);
  const to = (server: (instance: Instance, call: Call) => URL, body: BodyFormat) =>
    rest({
      service,
      first: { access },
      target: ({ access }, call) => ({
        base: below(server(access, call), `/waInstance${access.idInstance}`),
        token: access.apiTokenInstance,
      }),
      // The API accepts it only in the path.
      authorize: (apiTokenInstance) => ({ fields: { apiTokenInstance } }),
      path: withToken,
      body,
      policy: {
        refusal: refusalIn,
        retryAfter: penalty(1000),
        hint: (error, call) => hintOf(error, call, sample.apiUrl),
      },
      reference: ({ path }) => reference(path.split('/')[1]!),
    });
  const api = to(({ apiUrl }) => apiUrl, 'json');
  const media = to(({ mediaUrl }, call) => mediaUrl ?? lacking(call), 'form');
  return {
    ...api,
    access,
    /** Sends a file to the server for uploads. */
    sendFile: media.send,
    /** Gets the next notification, or null if none came within the seconds. */
    receive: (call: Call, access: Instance, seconds: number): Promise<Notification | null> =>
      waitingFor(call, seconds, (patient) =>
        api.send(patient, { access }, 'GET receiveNotification', { receiveTimeout: seconds }),
      ) as Promise<Notification | null>,
    formAccessParameters: () => formAccessParameters(service, sample),
  };
}

function below(server: URL, path: string): URL {
  const url = new URL(server);
  url.pathname = `${withoutEnd(url.pathname, '/')}${path}`;
  return url;
}

/** The token follows the name of the method: `deleteNotification/{token}/1234567`. */
function withToken(name: string): string {
  const [method, ...rest] = name.split('/');
  return [method, '{apiTokenInstance}', ...rest].join('/');
}

function lacking(call: Call): never {
  const hint = "Copy it from the instance's page in the console of GREEN-API.";
  throw inputError(callContext(call, 'access'), ': the field mediaUrl is missing', { hint });
}
